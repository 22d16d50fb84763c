import { shownEstimate } from '../format.ts';
import { xAxes } from '../x-axes.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { PayloadSeries } from '../report/payload.ts';
import { chartData, nearestPoint } from './chart-data.ts';
import { axesOf, compact, linesOf, metricAxis, scaleOf } from './chart-options.ts';
import type { Plotted, PointedPlace } from './plotted.ts';
import type { View } from './state.ts';

function pointedAt(
  series: readonly PayloadSeries[],
  metric: ShownMetric,
  { axis }: View,
  at: number,
): PointedPlace {
  const points = series.flatMap((one) => {
    const nearest = nearestPoint(one, metric, axis, at);
    return nearest === undefined ? [] : [{ one, nearest }];
  });
  const places = new Set(points.map(({ nearest }) => nearest.x));
  const place = places.size === 1 ? [...places].join() : compact.format(at);
  return {
    title: `${xAxes[axis].title}: ${places.size === 1 ? '' : 'near '}${place}`,
    points: points.map(({ one, nearest: { mean, error } }) => {
      const { n } = one.curves[metric];
      const value = shownEstimate(metric, { mean, error: n > 1 ? error : null, n });
      return { look: one, label: one.label, value, height: mean };
    }),
  };
}

/** A metric of the lines of one panel that are switched on. */
export const plottedCurves = (
  series: readonly PayloadSeries[],
  metric: ShownMetric,
  view: View,
): Plotted => ({
  data: chartData(series, metric, view),
  looks: series,
  series: linesOf(series, view.smoothing !== null),
  scale: scaleOf(metric),
  axes: axesOf(view.axis, metricAxis(metric)),
  zero: null,
  pointedAt: (at) => pointedAt(series, metric, view, at),
});
