import uPlot from 'uplot';
import { bandEnd, isDrawable } from '../band.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { XAxis } from '../x-axes.ts';
import type { PayloadSeries } from '../report/payload.ts';
import type { Range, View } from './state.ts';

/** A point of a line where the reader points at. */
export interface Nearest {
  readonly x: number;
  readonly mean: number;
  readonly error: number;
}

type Place = [x: number, line: number, low: number, high: number, measured: number];

/** Columns of a line in the data of a chart: the line, the ends of its band, and what was measured. */
export const COLUMNS = 4;

/** How lines are drawn. */
type Choice = Pick<View, 'axis' | 'smoothing'>;

/** Points of a line along an axis, as far as the metric's axis can show them. */
function placesOf(
  { curves }: PayloadSeries,
  metric: ShownMetric,
  { axis, smoothing }: Choice,
): Place[] {
  const { x, mean, low, high, smoothed } = curves[metric];
  const line = smoothing === null ? mean : smoothed[smoothing];
  return mean.flatMap((value, at): Place[] => {
    const place = x[axis][at] ?? null;
    if (place === null || !isDrawable(metric, value)) return [];
    const drawn = line[at] ?? value;
    // A mean of means that cannot be drawn is left out by itself.
    const end = isDrawable(metric, drawn) ? drawn : value;
    return [[place, end, bandEnd(metric, low[at] ?? value, value), high[at] ?? value, value]];
  });
}

/** Lines with places of their own, side by side. */
export const aligned = (tables: uPlot.AlignedData[]): uPlot.AlignedData =>
  tables.length === 0 ? [[]] : uPlot.join(tables);

/**
 * The lines of a chart as uPlot takes them: the places of all, and per line its COLUMNS.
 * Lines have places of their own on the axes of evaluations and seconds.
 */
export function chartData(
  series: readonly PayloadSeries[],
  metric: ShownMetric,
  choice: Choice,
): uPlot.AlignedData {
  const tables = series.map((one): uPlot.AlignedData => {
    const places = placesOf(one, metric, choice);
    const column = (at: 0 | 1 | 2 | 3 | 4) => places.map((place) => place[at]);
    return [places.map(([x]) => x), column(1), column(2), column(3), column(4)];
  });
  return aligned(tables);
}

/** The ends of these lines along the axis, in any of the metrics; undefined without two places. */
export function rangeOf(
  series: readonly PayloadSeries[],
  metrics: readonly ShownMetric[],
  axis: XAxis,
): Range | undefined {
  const places = series.flatMap(({ curves }) =>
    metrics.flatMap((metric) => curves[metric].x[axis].filter((place) => place !== null)),
  );
  const [low, high] = [
    places.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY),
    places.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY),
  ];
  return low < high ? [low, high] : undefined;
}

/** The point of a line nearest to a place on the axis; undefined without points. */
export function nearestPoint(
  one: PayloadSeries,
  metric: ShownMetric,
  axis: XAxis,
  at: number,
): Nearest | undefined {
  const { x, mean, high } = one.curves[metric];
  let nearest: Nearest | undefined;
  mean.forEach((value, index) => {
    const place = x[axis][index] ?? null;
    if (place === null) return;
    if (nearest !== undefined && Math.abs(place - at) >= Math.abs(nearest.x - at)) return;
    nearest = { x: place, mean: value, error: (high[index] ?? value) - value };
  });
  return nearest;
}
