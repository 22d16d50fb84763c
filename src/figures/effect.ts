import { estimate, intervalOf } from './estimate.ts';
import type { ConfidenceInterval } from './estimate.ts';
import { metricRow } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';

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

/** What an interval says of the first of two: `too few` pairs have none. */
export type Side = 'better' | 'worse' | 'undecided' | 'too few';

/**
 * The side of "no difference" (0, or a ratio of 1) on which a whole interval lies.
 *
 * @param metric - one that has a better side.
 */
export function sideOf({ kind, interval }: Effect, metric: Metric): Side {
  if (interval === null) return 'too few';
  const none = kind === 'ratio' ? 1 : 0;
  const above = interval.low > none;
  if (!above && !(interval.high < none)) return 'undecided';
  return above === (metricRow(metric).better === 'higher') ? 'better' : 'worse';
}

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

/** What one pair of values says: their difference, or the logarithm of their ratio. */
export const contrastOf = (metric: Metric, value: number, other: number) =>
  // Not the logarithm of the quotient: two negative variances would have one.
  kindOf(metric) === 'ratio' ? Math.log(value) - Math.log(other) : value - other;
