import { probit } from 'simple-statistics';
import { studentThreshold } from '../core/statistics.ts';
import { GROUPS, gramOf, meanSquare } from './groups.ts';
import type { MeanSquare } from './groups.ts';
import { CONFIDENCE } from './moments.ts';
import type { Estimated } from './moments.ts';
import type { Layout } from './parts.ts';

/** How the mean of an estimator compares with the gradient, on one part. */
export interface Bias {
  /** ‖bias‖² with its interval; both may be negative, since the noise was taken off. */
  readonly squared: Estimated;
  /** ‖∇‖², by the reference. */
  readonly gradientSquared: number;
  /** ‖bias‖ / ‖∇‖ with its interval, from 0 on. */
  readonly relative: Estimated;
  /** Between the mean of the estimator and the gradient; null where noise hides either. */
  readonly cosine: number | null;
  /** Whether an unbiased estimator would be this far off with a probability of less than `FALSE_ALARM`. */
  readonly found: boolean;
}

/** The probability that bias is found in an estimator that has none, on one part. */
const FALSE_ALARM = 0.001;

/** Bias below this share of the gradient comes from the rounding of float32. */
const ROUNDING = 2 ** -16;

/**
 * What the U statistic exceeds with probability `FALSE_ALARM` where there is no bias: that of a chi-squared
 * variable with the same mean and variance as the squared norm (Satterthwaite 1946), by the cube root of Wilson
 * and Hilferty (1931).
 */
function threshold({ trace, traceOfSquare }: MeanSquare): number {
  if (traceOfSquare === 0) return 0;
  const freedom = trace ** 2 / traceOfSquare;
  const spread = 2 / (9 * freedom);
  const quantile = (1 - spread + probit(1 - FALSE_ALARM) * Math.sqrt(spread)) ** 3;
  // G and not G − 1 would be the mean's own; the U statistic leaves the squares out.
  return (trace / Math.sqrt(GROUPS * (GROUPS - 1))) * (quantile - 1);
}

const root = (value: number): number => Math.sqrt(Math.max(0, value));

/** The mean of some vectors, on all components. */
function meanOf(vectors: readonly Float32Array[], length: number): Float64Array {
  const mean = new Float64Array(length);
  for (const vector of vectors) {
    for (let at = 0; at < length; at += 1) {
      mean[at] = (mean[at] as number) + (vector[at] as number) / vectors.length;
    }
  }
  return mean;
}

/**
 * Compares the groups' means of an estimator with those of the reference, which are independent of them: each
 * difference of two groups has the bias as its mean, and the noise of both as its covariance.
 *
 * @param gradients - ‖∇‖² of every part, by the reference.
 */
export function biasOf(
  { parts, length }: Layout,
  estimator: readonly Float32Array[],
  reference: readonly Float32Array[],
  gradients: readonly number[],
): Bias[] {
  const differences = estimator.map((mean, group) => {
    const of = reference[group] as Float32Array;
    return mean.map((value, at) => value - (of[at] as number));
  });
  const [mean, gradient] = [meanOf(estimator, length), meanOf(reference, length)];
  return parts.map((part, place) => {
    const square = meanSquare(gramOf(differences, part));
    const width = studentThreshold(CONFIDENCE, GROUPS - 1) * Math.sqrt(square.squaredError);
    const squared = {
      value: square.value,
      low: square.value - width,
      high: square.value + width,
    };
    const gradientSquared = gradients[place] ?? Number.NaN;
    const norm = root(gradientSquared);
    const relative = {
      value: root(squared.value) / norm,
      low: root(squared.low) / norm,
      high: root(squared.high) / norm,
    };
    let product = 0;
    for (let at = part.start; at < part.start + part.length; at += 1) {
      product += (mean[at] as number) * (gradient[at] as number);
    }
    product /= part.scale;
    // ‖E g‖² = ‖∇ + bias‖² = 2 E g · ∇ − ‖∇‖² + ‖bias‖².
    const ownSquared = 2 * product - gradientSquared + square.value;
    const cosine = product / Math.sqrt(ownSquared * gradientSquared);
    return {
      squared,
      gradientSquared,
      relative,
      cosine: Number.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : null,
      found: square.value > threshold(square) && relative.value > ROUNDING,
    };
  });
}

/** ‖∇‖² of every part, from the groups' means of an unbiased estimator. */
export const gradientSquares = ({ parts }: Layout, means: readonly Float32Array[]): number[] =>
  parts.map((part) => meanSquare(gramOf(means, part)).value);
