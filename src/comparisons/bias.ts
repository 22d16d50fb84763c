import { sampleCorrelation } from 'simple-statistics';
import { cosineOf } from './cosine.ts';
import { gramOf, meanOfPairs, meansWithoutEach, productsOf, sumOf } from './gram.ts';
import type { Gram } from './gram.ts';
import type { Estimated } from './moments.ts';
import type { Layout } from './parts.ts';
import { isBeyondNoise, squaredNorm, squaredNormInterval } from './squared-norm.ts';
import type { SquaredNorm } from './squared-norm.ts';

/** How the mean of an estimator compares with the gradient, on one part. */
export interface Bias {
  /** ‖bias‖²: the estimate, which is negative at times since the noise was taken off; its interval, from 0 on. */
  readonly squared: Estimated;
  /** ‖bias‖ / ‖∇‖ with its interval, from 0 on. */
  readonly relative: Estimated;
  /** Between the mean of the estimator and the gradient; undefined where noise hides the gradient. */
  readonly cosine: Estimated | undefined;
  /** Whether an unbiased estimator would be this far off with a probability of less than `FALSE_ALARM`. */
  readonly found: boolean;
}

/** Means of groups of draws. */
export type GroupMeans = readonly Float32Array[];

/** The groups' means that bias is estimated from. */
export interface ComparedMeans {
  readonly estimator: GroupMeans;
  /** Of an unbiased estimator with the same uniforms, draw by draw, if there is one. */
  readonly twin: GroupMeans | undefined;
  /** Of an unbiased estimator with uniforms of its own. */
  readonly reference: GroupMeans;
}

/** The probability that bias is found in an estimator that has none, on one part. */
const FALSE_ALARM = 0.001;

/** Bias below this share of the gradient comes from the rounding of float32. */
const ROUNDING = 2 ** -16;

const root = (value: number): number => Math.sqrt(Math.max(0, value));

/**
 * ‖bias‖ / ‖∇‖, whose interval has the errors of both (method of variance estimates recovery, Zou and Donner 2008).
 * Where the gradient is lost in noise, the most that it may be stands for it.
 *
 * @param correlation - between the errors of both squares.
 */
function relativeTo(gradient: Estimated, squared: Estimated, correlation: number): Estimated {
  const norm = gradient.value > 0 ? gradient.value : gradient.high;
  const [least, most] = [Math.max(gradient.low, norm ** 2 / gradient.high), gradient.high];
  const ratio = (bias: number, square: number) => root(bias) / Math.sqrt(square);
  const value = ratio(squared.value, norm);
  // What errs in the same direction in both cancels in the ratio.
  const together = (one: number, other: number) =>
    Math.sqrt(Math.max(0, one ** 2 + other ** 2 - 2 * correlation * one * other));
  const below = together(value - ratio(squared.low, norm), value - ratio(squared.value, most));
  const above = together(ratio(squared.high, norm) - value, ratio(squared.value, least) - value);
  return { value, low: squared.low === 0 ? 0 : Math.max(0, value - below), high: value + above };
}

/** What the products of all groups' means tell; `gram` has the series in the order of `ComparedMeans`. */
function biasFrom(gram: Gram, hasTwin: boolean): Bias {
  const reference = hasTwin ? [0, 0, 1] : [0, 1];
  // With a twin, the reference stands for the gradient only where that itself is asked for.
  const difference = hasTwin ? [1, -1, 0] : [1, -1];
  const mean = hasTwin ? [1, -1, 1] : [1, 0];
  const ofReference = productsOf(gram, reference, reference);
  const ofDifference = productsOf(gram, difference, difference);
  const norm = squaredNorm(ofDifference);
  const squared = squaredNormInterval(norm);
  const correlation = sampleCorrelation(
    meansWithoutEach(ofDifference),
    meansWithoutEach(ofReference),
  );
  const gradient = squaredNormInterval(squaredNorm(ofReference));
  // Where a twin draws the very same gradients, the difference has no error to be correlated.
  const relative = relativeTo(gradient, squared, Number.isFinite(correlation) ? correlation : 0);
  return {
    squared,
    relative,
    cosine: cosineOf(gram, mean, reference),
    found: isFound(norm, relative),
  };
}

const isFound = (norm: SquaredNorm, { value }: Estimated): boolean =>
  value > ROUNDING && isBeyondNoise(norm, FALSE_ALARM);

/** Something of the products of each part; those of the whole are the sums over the encoder's layers. */
const ofParts = <T>({ layers }: Layout, vectors: GroupMeans, about: (gram: Gram) => T): T[] => {
  const grams = layers.map((layer) => gramOf(vectors, layer));
  return [sumOf(grams.slice(0, -1)), ...grams].map(about);
};

/** Compares the groups' means of an estimator with those of the reference, on every part. */
export const biasOf = (layout: Layout, { estimator, twin, reference }: ComparedMeans): Bias[] =>
  ofParts(layout, [...estimator, ...(twin ?? []), ...reference], (gram) =>
    biasFrom(gram, twin !== undefined),
  );

/** ‖∇‖² of every part, from the groups' means of an unbiased estimator. */
export const gradientSquares = (layout: Layout, means: GroupMeans): number[] =>
  ofParts(layout, means, meanOfPairs);
