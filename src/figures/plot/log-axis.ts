import { logTicks } from '../ticks.ts';

/** A logarithmic axis of a panel: which values lie at which pixels. */
export interface LogAxis {
  readonly low: number;
  readonly high: number;
  /** Length in pixels. */
  readonly pixels: number;
}

/**
 * The axis that shows all of these values.
 *
 * @param values - above 0; the others are not shown.
 * @param pixels - its length, of which `margins` stay free at its ends.
 */
export function logAxis(
  values: readonly number[],
  pixels: number,
  [before, after]: readonly [number, number],
): LogAxis {
  const shown = values.filter((value) => value > 0).map(Math.log);
  const least = shown.reduce((low, one) => Math.min(low, one), Number.POSITIVE_INFINITY);
  const most = shown.reduce((high, one) => Math.max(high, one), Number.NEGATIVE_INFINITY);
  if (least > most) return { low: 0.1, high: 10, pixels };
  // A single value has the middle of a decade.
  const widest = Math.max(most - least, Math.LN10 / 2);
  const slack = (widest - (most - least)) / 2;
  const perPixel = widest / (pixels - before - after);
  return {
    low: Math.exp(least - slack - before * perPixel),
    high: Math.exp(most + slack + after * perPixel),
    pixels,
  };
}

/** Where a value lies, in pixels from the low end. */
export const pixelOf = ({ low, high, pixels }: LogAxis, value: number): number =>
  (pixels * Math.log(value / low)) / Math.log(high / low);

/** The value that lies there. */
export const valueAt = ({ low, high, pixels }: LogAxis, pixel: number): number =>
  low * (high / low) ** (pixel / pixels);

/** As tables have them: a power of ten only for numbers that readers need one for. */
const label =
  "datum.value >= 0.001 && datum.value < 100000 ? format(datum.value, '~f') : replace(format(datum.value, '~e'), '+', '')";

/** Scale and axis of a channel, as Vega-Lite takes them. */
export const logChannel = (axis: LogAxis, title: string | null) =>
  ({
    title,
    scale: { type: 'log', domain: [axis.low, axis.high] as [number, number], nice: false },
    axis: {
      values: logTicks(axis.low, axis.high),
      labelExpr: label,
      labelOverlap: 'greedy',
    },
  }) as const;
