import { comparablePairs } from '../groups.ts';
import type { Group } from '../groups.ts';
import { distinctLooks } from '../looks.ts';
import type { Metric } from '../../metrics/table.ts';
import type { CurveOptions, CurvePoint } from '../curve.ts';
import { pairedEffect } from '../paired.ts';
import type { Panel } from '../panels.ts';
import type { Series } from '../series.ts';
import { pairedAlong, tracksOf } from '../track.ts';
import type { PairedPoint } from '../track.ts';
import type { DrawnSeries, FigureData, FigureRow } from './figure-data.ts';

/** A point with the interval as its band; none of a single pair. */
function pointOf({ step, effect, interval }: PairedPoint): CurvePoint[] {
  if (effect === null) return [];
  return [
    {
      ...{ step, x: step, mean: effect },
      ...{ low: interval?.low ?? effect, high: interval?.high ?? effect },
    },
  ];
}

/** The most pairs of any step, and how few there are somewhere: `3`, `2–3`. */
function shownPairs(points: readonly PairedPoint[]): string {
  const counts = points.map(({ n }) => n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return counts.length === 0 ? '0' : least === most ? String(most) : `${least}–${most}`;
}

type Range = Pick<CurveOptions, 'from' | 'to'>;

function drawnPair(
  [one, other]: readonly [Series, Series],
  metrics: readonly Metric[],
  { from, to }: Range,
): DrawnSeries {
  const along = metrics.map((metric) =>
    pairedAlong(tracksOf(one, metric), tracksOf(other, metric), metric).filter(
      ({ step }) => step >= from && step <= to,
    ),
  );
  const { colour, merged, marker } = one;
  return {
    ...{ colour, merged, marker },
    label: `${one.label} vs ${other.label}, n = ${shownPairs(along.flat())}`,
    points: Object.fromEntries(
      metrics.map((metric, at) => [metric, (along[at] ?? []).flatMap(pointOf)]),
    ),
  };
}

const hasPoints = ({ points }: DrawnSeries): boolean =>
  Object.values(points).some(({ length }) => length > 0);

/**
 * How two groups of runs compare along the steps, over the seeds that both have: the rows of a figure, without those that
 * have no pair. Points are means over pairs, bands their 95 % confidence intervals.
 */
export function differenceData(
  panels: readonly Panel[],
  [one, other]: readonly [Group, Group],
  metrics: readonly Metric[],
  range: Range,
): FigureData {
  const notes = new Set<string>();
  const rows = panels.flatMap((panel): FigureRow[] => {
    const pairs = comparablePairs(panel, one, other);
    for (const [first, second] of pairs) {
      for (const metric of metrics) {
        for (const left of pairedEffect(first, second, metric).leftOut) {
          notes.add(`${panel.title}, ${first.label} and ${second.label}, ${left}`);
        }
      }
    }
    const series = pairs.map((pair) => drawnPair(pair, metrics, range)).filter(hasPoints);
    return series.length === 0 ? [] : [{ title: panel.heading, setting: panel.setting, series }];
  });
  const looks = distinctLooks(
    rows.map(({ series }) => series),
    ({ label }) => label,
  );
  return {
    rows: rows.map((row, at) => ({ ...row, series: looks[at] ?? row.series })),
    notes: [...notes],
  };
}
