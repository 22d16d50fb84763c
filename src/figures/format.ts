import type { Estimate } from './estimate.ts';
import { metrics } from './metrics.ts';
import type { Metric } from './metrics.ts';
import type { Effect } from './paired.ts';

/** What stands where there is no value. */
export const NOTHING = '–';

/**
 * Mean and standard error for readers, two decimals or as many as the error needs: `-130.52 ± 0.03`; variances with a power of ten,
 * `(7.45 ± 0.09)e-3`.
 */
export function shownEstimate(metric: Metric, estimate: Estimate | undefined): string {
  if (estimate === undefined) return NOTHING;
  const { mean, error } = estimate;
  const logarithmic = metrics[metric].scale === 'log' && mean !== 0;
  const exponent = logarithmic ? Math.floor(Math.log10(Math.abs(mean))) : 0;
  const scaled = (error ?? 0) / 10 ** exponent;
  // A small error shows one digit at least: ± 0.00 would say that there is none.
  const decimals = scaled > 0 && scaled < 0.005 ? Math.ceil(-Math.log10(scaled)) : 2;
  const digits = (value: number) => (value / 10 ** exponent).toFixed(decimals);
  const power = logarithmic ? `e${exponent}` : '';
  if (error === null) return `${digits(mean)}${power}`;
  const both = `${digits(mean)} ± ${digits(error)}`;
  return logarithmic ? `(${both})${power}` : both;
}

/**
 * How many seeds count, in each metric: `3`; `2 of 3` when some are left out; `2–3 of 3` when metrics
 * differ in that.
 */
export function shownCount(counts: readonly number[], total: number): string {
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  const n = least === most ? String(most) : `${least}–${most}`;
  return least === total ? n : `${n} of ${total}`;
}

const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(2)}`;

/** A factor with three digits: `0.659`, `14.2`. */
const factor = (value: number) => value.toPrecision(3);

/** An effect for readers: `+2.59`, or `× 0.659` for a ratio. */
export function shownEffect({ kind, effect }: Effect): string {
  if (effect === null) return NOTHING;
  return kind === 'ratio' ? `× ${factor(effect)}` : signed(effect);
}

/** The interval of an effect for readers, in the same unit: `[+2.31, +2.87]`. */
export function shownInterval({ kind, interval }: Effect): string {
  if (interval === null) return NOTHING;
  const show = kind === 'ratio' ? factor : signed;
  return `[${show(interval.low)}, ${show(interval.high)}]`;
}
