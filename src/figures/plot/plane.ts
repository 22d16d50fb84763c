import type { ComparedPoint } from '../compared.ts';
import { percentOf } from './comparison-figure.ts';
import { logAxis, pixelOf, valueAt } from './log-axis.ts';
import type { LogAxis } from './log-axis.ts';

/** Pixels of the bar of an upper limit, and of what stays free at the edges. */
const [ARROW, MARGIN] = [24, 18];

/** The axes of the plane: the variance to the right, the bias in percent upwards. */
export interface Plane {
  readonly x: LogAxis;
  readonly y: LogAxis;
}

/** An estimator in the plane, by values of its axes. */
export interface PlanePoint extends ComparedPoint {
  readonly x: number;
  readonly y: number;
  /** The ends of the intervals; of an upper limit, where its arrow ends. */
  readonly xLow: number;
  readonly xHigh: number;
  readonly yLow: number;
  readonly yHigh: number;
}

/** Axes that show all of these estimators, in so many pixels. */
export function planeOf(points: readonly ComparedPoint[], width: number, height: number): Plane {
  const variances = points.flatMap(({ variance: { low, value, high } }) => [low, value, high]);
  const biases = points.flatMap(({ bias: { low, value, high }, found }) =>
    (found ? [low, value, high] : [high]).map(percentOf),
  );
  const below = points.every(({ found }) => found) ? MARGIN : ARROW + MARGIN;
  return {
    x: logAxis(variances, width, [MARGIN, MARGIN]),
    y: logAxis(biases, height, [below, MARGIN]),
  };
}

/** Places an estimator: at its bias, or where none was found at what it is below. */
export function placed(point: ComparedPoint, { x, y }: Plane): PlanePoint {
  const { variance, bias, found } = point;
  const yHigh = percentOf(bias.high);
  const shown = { x: variance.value, xLow: Math.max(x.low, variance.low), xHigh: variance.high };
  if (found) {
    const yLow = Math.max(y.low, percentOf(bias.low));
    return { ...point, ...shown, y: percentOf(bias.value), yLow, yHigh };
  }
  return { ...point, ...shown, y: yHigh, yLow: valueAt(y, pixelOf(y, yHigh) - ARROW), yHigh };
}

/** A line of the plane, by its two ends. */
export interface ErrorLine {
  /** How many gradients the mean is over. */
  readonly k: number;
  readonly ends: readonly [
    { readonly x: number; readonly y: number },
    { readonly x: number; readonly y: number },
  ];
}

/** More lines than that would not help. */
const MAX_LINES = 4;
/** A line has to cross the plane for so many pixels. */
const LEAST_LENGTH = 80;

/** The part in the plane of the line on which bias² = variance / k; undefined when there is none. */
function lineOf({ x, y }: Plane, k: number, gradient: number): ErrorLine | undefined {
  const biasAt = (variance: number) => (100 * Math.sqrt(variance / k)) / gradient;
  const varianceAt = (bias: number) => k * ((bias * gradient) / 100) ** 2;
  const low = Math.max(x.low, varianceAt(y.low));
  const high = Math.min(x.high, varianceAt(y.high));
  if (!(low < high)) return undefined;
  const ends = [low, high].map((variance) => ({ x: variance, y: biasAt(variance) }));
  const [from, to] = ends as unknown as ErrorLine['ends'];
  const across = pixelOf(x, to.x) - pixelOf(x, from.x);
  const up = pixelOf(y, to.y) - pixelOf(y, from.y);
  return Math.hypot(across, up) < LEAST_LENGTH ? undefined : { k, ends: [from, to] };
}

/**
 * Lines on which the squared bias is as large as the variance of the mean of k gradients, for powers of ten:
 * above such a line more gradients hardly lower the mean squared error bias² + variance / k.
 *
 * @param gradient - the gradient's norm, which the bias is a share of.
 */
export function errorLines(plane: Plane, gradient: number): ErrorLine[] {
  if (!(gradient > 0)) return [];
  const powers = Array.from({ length: 13 }, (_, power) => power);
  const lines = powers.flatMap((power) => lineOf(plane, Number(`1e${power}`), gradient) ?? []);
  const every = Math.ceil(lines.length / MAX_LINES);
  return lines.filter((_, at) => at % every === 0);
}
