import type { Estimate } from './estimate.ts';
import { metrics } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import type { Effect } from './effect.ts';

/** What stands where there is no value. */
export const NOTHING = '–';

/** Spreads below this share of a mean come from rounding. */
const ROUNDING = 1e-12;

/** Two decimals, or as many as a small error needs to show one digit: ± 0.00 would say that there is none. */
function decimalsOf({ mean, error }: Estimate, exponent: number): number {
  if (error === null || error <= ROUNDING * Math.abs(mean)) return 2;
  const scaled = error / 10 ** exponent;
  return scaled < 0.005 ? Math.ceil(-Math.log10(scaled)) : 2;
}

/** The power of ten that leaves one digit before the point, after rounding. */
function exponentOf(estimate: Estimate): number {
  const rough = Math.floor(Math.log10(Math.abs(estimate.mean)));
  const [, exponent] = estimate.mean.toExponential(decimalsOf(estimate, rough)).split('e');
  return Number(exponent);
}

/**
 * Mean and standard error for readers: `-130.52 ± 0.03`; variances with a power of ten,
 * `(7.45 ± 0.09)e-3`.
 */
export function shownEstimate(metric: Metric, estimate: Estimate | undefined): string {
  if (estimate === undefined) return NOTHING;
  const { mean, error } = estimate;
  const logarithmic = metrics[metric].scale === 'log' && mean !== 0;
  const exponent = logarithmic ? exponentOf(estimate) : 0;
  const decimals = decimalsOf(estimate, exponent);
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
