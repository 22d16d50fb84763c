import uPlot from 'uplot';
import { shownEffect, shownInterval } from '../format.ts';
import { xAxes } from '../x-axes.ts';
import { metrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { PairedPoint } from '../track.ts';
import type { PayloadSeries } from '../report/payload.ts';
import { aligned } from './chart-data.ts';
import { axesOf, compact, linesOf, ratioAxis, ratioScale } from './chart-options.ts';
import type { Plotted, PointedPlace } from './plotted.ts';

/** Two lines with their difference along the steps. */
export interface Pair {
  readonly one: PayloadSeries;
  readonly other: PayloadSeries;
  readonly points: readonly PairedPoint[];
}

/** What a pair is called: `ARS+ (10) vs ARS (10)`. */
export const pairLabel = ({ one, other }: Pick<Pair, 'one' | 'other'>): string =>
  `${one.label} vs ${other.label}`;

const nearest = (points: readonly PairedPoint[], at: number): PairedPoint | undefined =>
  points.reduce<PairedPoint | undefined>(
    (best, point) =>
      best === undefined || Math.abs(point.step - at) < Math.abs(best.step - at) ? point : best,
    undefined,
  );

function pointedAt(pairs: readonly Pair[], at: number): PointedPlace {
  const found = pairs.flatMap((pair) => {
    const point = nearest(pair.points, at);
    return point === undefined ? [] : [{ pair, point }];
  });
  const steps = new Set(found.map(({ point }) => point.step));
  const place = steps.size === 1 ? [...steps].join() : `near ${compact.format(at)}`;
  return {
    title: `${xAxes.steps.title}: ${place}`,
    points: found.map(({ pair, point }) => ({
      look: pair.one,
      // Of a single one the legend says enough.
      label: pairs.length === 1 ? point.kind : pairLabel(pair),
      value: `${shownEffect(point)} ${shownInterval(point)}, n = ${point.n}`,
      height: point.effect ?? 0,
    })),
  };
}

/** Paired differences of a metric, with their intervals, around the line of no difference. */
export function plottedDifferences(pairs: readonly Pair[], metric: ShownMetric): Plotted {
  const isRatio = metrics[metric].scale === 'log';
  const zero = isRatio ? 1 : 0;
  const looks = pairs.map(({ one }) => one);
  const table = ({ points }: Pair): uPlot.AlignedData => {
    const shown = points.filter(({ effect }) => effect !== null);
    const column = (of: (point: PairedPoint) => number | undefined | null) =>
      shown.map((point) => of(point) ?? point.effect);
    const effects = column(({ effect }) => effect);
    const [low, high] = [column((one) => one.interval?.low), column((one) => one.interval?.high)];
    return [shown.map(({ step }) => step), effects, low, high, effects];
  };
  const around: uPlot.Scale = {
    range: (_, low: number | null, high: number | null) =>
      uPlot.rangeNum(Math.min(low ?? 0, 0), Math.max(high ?? 0, 0), 0.1, true),
  };
  return {
    ...{ data: aligned(pairs.map(table)), looks, zero },
    series: linesOf(looks, false),
    scale: isRatio ? ratioScale : around,
    axes: axesOf('steps', isRatio ? ratioAxis : {}),
    pointedAt: (at) => pointedAt(pairs, at),
  };
}
