import { estimate, intervalOf } from './estimate.ts';
import type { ConfidenceInterval } from './estimate.ts';
import { isMeasured, metricRow } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import type { SeedResult } from './results.ts';
import type { Series } from './series.ts';

/** A mean over pairs of seeds, with its uncertainty. */
export interface Effect {
  /**
   * `difference`: value less the other's, in the metric's unit. `ratio`: value divided by the other's;
   * mean and interval are of its logarithm, and given back as ratios. Variances are compared so.
   */
  readonly kind: 'difference' | 'ratio';
  /** Pairs of seeds. */
  readonly n: number;
  /** Null without a pair. */
  readonly effect: number | null;
  /** One standard error, of the difference or of the ratio's logarithm; null below two pairs. */
  readonly error: number | null;
  /** Of 95 % confidence, by Student's t over pairs; null below two pairs. */
  readonly interval: ConfidenceInterval | null;
}

const kindOf = (metric: Metric): Effect['kind'] =>
  metricRow(metric).scale === 'log' ? 'ratio' : 'difference';

/** The mean of contrasts: of differences, or of logarithms of ratios. */
export function effectOf(metric: Metric, values: readonly number[]): Effect {
  const kind = kindOf(metric);
  const mean = estimate(values);
  if (mean === undefined) return { kind, n: 0, effect: null, error: null, interval: null };
  const back = kind === 'ratio' ? Math.exp : (value: number) => value;
  const interval = intervalOf(mean);
  return {
    kind,
    n: mean.n,
    error: mean.error,
    effect: back(mean.mean),
    interval: interval && { low: back(interval.low), high: back(interval.high) },
  };
}

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

const at = ({ rows }: SeedResult, step: number, metric: Metric) =>
  isMeasured(metric, step) ? rows.value(rows.indexOf(step), metric) : Number.NaN;

/** What one pair of values says: their difference, or the logarithm of their ratio. */
const contrast = (metric: Metric, value: number, other: number) =>
  // Not the logarithm of the quotient: two negative variances would have one.
  kindOf(metric) === 'ratio' ? Math.log(value) - Math.log(other) : value - other;

/** The contrast of each pair of seeds at the last step in common, by seed. */
export function contrasts(one: Series, other: Series, metric: Metric) {
  const { pairs, alone } = pairsOf(one, other);
  const sound = pairs.filter((pair) => damageOf(pair) === null);
  // A pair that cannot count does not keep others out by having gone further.
  const step = Math.max(0, ...(sound.length > 0 ? sound : pairs).map((pair) => pair.step));
  const leftOut = alone.map((seed) => `${seed}: in one of the two only`);
  const values = new Map<string, number>();
  for (const pair of pairs) {
    const value = contrast(metric, at(pair.one, step, metric), at(pair.other, step, metric));
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
