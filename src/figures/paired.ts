import { contrastOf, effectOf } from './effect.ts';
import type { Effect } from './effect.ts';
import { metricRow } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import type { SeedResult } from './results.ts';
import type { Series } from './series.ts';
import { valueAt } from './track.ts';

/**
 * How one series compares with another over the seeds that both have: two runs of one seed see the same
 * images in the same order, so that their difference is freer of noise than either.
 */
export interface PairedEffect extends Effect {
  /** The last step that a pair of seeds has in common; values are of this step. */
  readonly step: number;
  /** Pairs in which the first is the better one; null for a metric without a better side. */
  readonly better: number | null;
  /** Seeds without a pair that counts, with the reason. */
  readonly leftOut: readonly string[];
}

interface Pair {
  readonly seed: string;
  readonly one: SeedResult;
  readonly other: SeedResult;
  readonly step: number;
}

const lastCommonStep = (one: SeedResult, other: SeedResult): number =>
  one.rows.column('step').findLast((step) => other.rows.indexOf(step) >= 0) ?? 0;

function pairsOf(one: Series, other: Series): { pairs: Pair[]; alone: string[] } {
  const others = new Map(other.seeds.map((seed) => [seed.seed, seed]));
  const pairs = one.seeds.flatMap((seed): Pair[] => {
    const twin = others.get(seed.seed);
    if (twin === undefined) return [];
    return [{ seed: seed.seed, one: seed, other: twin, step: lastCommonStep(seed, twin) }];
  });
  const paired = new Set(pairs.map(({ seed }) => seed));
  const all = [...one.seeds, ...other.seeds].map(({ seed }) => seed);
  return { pairs, alone: [...new Set(all)].filter((seed) => !paired.has(seed)) };
}

const damageOf = ({ one, other }: Pair) => one.problem ?? other.problem;

/** The contrast of each pair of seeds at the last step in common, by seed. */
export function contrasts(one: Series, other: Series, metric: Metric) {
  const { pairs, alone } = pairsOf(one, other);
  const sound = pairs.filter((pair) => damageOf(pair) === null);
  // A pair that cannot count does not keep others out by having gone further.
  const step = Math.max(0, ...(sound.length > 0 ? sound : pairs).map((pair) => pair.step));
  const leftOut = alone.map((seed) => `${seed}: in one of the two only`);
  const values = new Map<string, number>();
  for (const pair of pairs) {
    const value = contrastOf(
      metric,
      valueAt(pair.one, step, metric),
      valueAt(pair.other, step, metric),
    );
    const damage = damageOf(pair);
    if (damage !== null) leftOut.push(`${pair.seed}: ${damage}`);
    else if (pair.step === 0) leftOut.push(`${pair.seed}: no step in common`);
    else if (pair.step < step) leftOut.push(`${pair.seed}: at step ${pair.step} of ${step}`);
    else if (!Number.isFinite(value)) leftOut.push(`${pair.seed}: no finite values to compare`);
    else values.set(pair.seed, value);
  }
  return { step, values, leftOut };
}

/** Compares two series at the last step that they have in common. */
export function pairedEffect(one: Series, other: Series, metric: Metric): PairedEffect {
  const { step, values, leftOut } = contrasts(one, other, metric);
  const all = [...values.values()];
  const { better } = metricRow(metric);
  const sign = better === 'higher' ? 1 : -1;
  const wins = all.filter((value) => sign * value > 0).length;
  return { ...effectOf(metric, all), step, better: better === null ? null : wins, leftOut };
}
