import { placesAt } from './curve.ts';
import { sideOf } from './effect.ts';
import type { Side } from './effect.ts';
import { pairedEffect } from './paired.ts';
import type { PairedEffect } from './paired.ts';
import type { RankedMetric } from '../metrics/table.ts';
import type { Panel } from './panels.ts';
import type { Series } from './series.ts';
import { rankedSeries } from './tables/values.ts';
import type { RankedSeries } from './tables/values.ts';

/** The estimator that the paper measures others against: independent samples, unbiased, nothing to tune. */
const BASELINE = 'reinforce-loo';

/** One that the leader is compared with, over the seeds that both have. */
export interface Rival {
  readonly ranked: RankedSeries;
  /** Of the leader less the rival, or divided by it. */
  readonly effect: PairedEffect;
  /** Where the leader stands. */
  readonly side: Side;
}

/** Who leads a panel in a metric, by how much, and what is left open. */
export interface Standing {
  readonly panel: Panel;
  readonly metric: RankedMetric;
  readonly leader: RankedSeries;
  /** The second by rank; null where there is no other with a rank. */
  readonly next: Rival | null;
  /** REINFORCE LOO of the leader's cost, or else the cheapest one; null where there is none but the leader. */
  readonly baseline: Rival | null;
  /** Those that the pairs do not tell from the leader. */
  readonly open: readonly Rival[];
  /** Those that have no rank: without values, or not as far. */
  readonly behind: readonly RankedSeries[];
}

const evaluationsOf = ({ ranked }: Rival) => ranked.series.evaluations ?? Number.POSITIVE_INFINITY;

function baselineAmong(rivals: readonly Rival[], leader: Series): Rival | null {
  const all = rivals
    .filter(({ ranked }) => ranked.series.estimator === BASELINE)
    .toSorted((one, other) => evaluationsOf(one) - evaluationsOf(other));
  return (
    all.find(({ ranked }) => ranked.series.evaluations === leader.evaluations) ?? all[0] ?? null
  );
}

/**
 * How the series of a panel stand in a metric: by the ranks of their final means, and by differences that are paired
 * by seed as everywhere. The best one is chosen by the same values that it is compared by, of which no interval
 * knows.
 *
 * @returns undefined where no series has a rank.
 */
export function standingOf(panel: Panel, metric: RankedMetric): Standing | undefined {
  const all = rankedSeries(panel, metric);
  const [leader, ...others] = all.filter(({ rank }) => rank !== null);
  if (leader === undefined) return undefined;
  const rivals = others.map((ranked): Rival => {
    const effect = pairedEffect(leader.series, ranked.series, metric);
    return { ranked, effect, side: sideOf(effect, metric) };
  });
  return {
    ...{ panel, metric, leader },
    next: rivals[0] ?? null,
    baseline: baselineAmong(rivals, leader.series),
    open: rivals.filter(({ side }) => side !== 'better'),
    behind: all.filter(({ rank }) => rank === null),
  };
}

/** What the final values of a series cost. */
export interface Cost {
  /** Of f per datapoint and step; null where they are not known. */
  readonly evaluations: number | null;
  /** From the start of a run to these values, measurements included, mean over seeds; null where they are not recorded. */
  readonly seconds: number | null;
}

/** What it cost a series to get where it is. */
export function costOf({ series, step }: RankedSeries, metric: RankedMetric): Cost {
  const [seconds = Number.NaN] = placesAt(series, metric, 'seconds', [step]);
  return {
    evaluations: series.evaluations,
    seconds: Number.isFinite(seconds) ? seconds : null,
  };
}
