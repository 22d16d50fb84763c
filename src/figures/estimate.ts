import { mean, sampleStandardDeviation } from 'simple-statistics';
import { studentThreshold } from '../core/statistics.ts';

/** A mean over seeds. */
export interface Estimate {
  readonly mean: number;
  /** One standard error, s/√n; null of one seed. */
  readonly error: number | null;
  readonly n: number;
}

/** Sample mean and its standard error; undefined of nothing. */
export function estimate(values: readonly number[]): Estimate | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  // What computes them reads them only.
  const all = values as number[];
  const error = n < 2 ? null : sampleStandardDeviation(all) / Math.sqrt(n);
  return { mean: mean(all), error, n };
}

/** Ends of a confidence interval. */
export interface ConfidenceInterval {
  readonly low: number;
  readonly high: number;
}

/** The confidence of every interval. */
const CONFIDENCE = 0.95;

/** Student's interval for the mean; null of one seed. */
export function intervalOf({ mean: centre, error, n }: Estimate): ConfidenceInterval | null {
  if (error === null) return null;
  const reach = studentThreshold(CONFIDENCE, n - 1) * error;
  return { low: centre - reach, high: centre + reach };
}
