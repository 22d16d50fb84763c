import uPlot from 'uplot';
import { bandEnd, isDrawable } from '../band.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { XAxis } from '../x-axes.ts';
import type { PayloadSeries } from '../report/payload.ts';

/** A point of a line where the reader points at. */
export interface Nearest {
  readonly x: number;
  readonly mean: number;
  readonly error: number;
}

type Place = [x: number, mean: number, low: number, high: number];

/** Points of a line along an axis, as far as the metric's axis can show them. */
function placesOf({ curves }: PayloadSeries, metric: ShownMetric, axis: XAxis): Place[] {
  const { x, mean, low, high } = curves[metric];
  return mean.flatMap((value, at): Place[] => {
    const place = x[axis][at] ?? null;
    if (place === null || !isDrawable(metric, value)) return [];
    return [[place, value, bandEnd(metric, low[at] ?? value, value), high[at] ?? value]];
  });
}

/**
 * The lines of a chart as uPlot takes them: the places of all, and per line its mean, low and high.
 * Lines have places of their own on the axes of evaluations and seconds.
 */
export function chartData(
  series: readonly PayloadSeries[],
  metric: ShownMetric,
  axis: XAxis,
): uPlot.AlignedData {
  const tables = series.map((one): uPlot.AlignedData => {
    const places = placesOf(one, metric, axis);
    const column = (at: 0 | 1 | 2 | 3) => places.map((place) => place[at]);
    return [places.map(([x]) => x), column(1), column(2), column(3)];
  });
  return tables.length === 0 ? [[]] : uPlot.join(tables);
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
