import { studentThreshold } from '../core/statistics.ts';
import { meanOfPairs, meansWithoutEach, productsOf } from './gram.ts';
import type { Gram } from './gram.ts';
import { CONFIDENCE } from './moments.ts';
import type { Estimated } from './moments.ts';
import { squaredNorm, squaredNormInterval } from './squared-norm.ts';

/** E g · ∇ / ‖∇‖², with its interval by the jackknife over the groups. */
function slopeOf(estimatorByReference: Gram, ofReference: Gram): Estimated {
  const value = meanOfPairs(estimatorByReference) / meanOfPairs(ofReference);
  const squares = meansWithoutEach(ofReference);
  const without = meansWithoutEach(estimatorByReference).map(
    (product, at) => product / (squares[at] as number),
  );
  const n = without.length;
  const mean = without.reduce((sum, one) => sum + one, 0) / n;
  const spread = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const width = studentThreshold(CONFIDENCE, n - 1) * Math.sqrt(((n - 1) / n) * spread);
  return { value, low: value - width, high: value + width };
}

/** Products of vectors without their share along the mean of others. */
function across(products: Gram, byOthers: Gram, ofOthers: Gram): Gram {
  const n = products.length;
  const along = byOthers.map((row) => row.reduce((sum, product) => sum + product, 0) / n);
  const square = ofOthers.flat().reduce((sum, product) => sum + product, 0) / n ** 2;
  return products.map((row, k) =>
    row.map((product, l) => product - ((along[k] as number) * (along[l] as number)) / square),
  );
}

/**
 * The cosine between the mean of an estimator and the gradient, c / √(c² + b²): c is the mean's share along
 * the gradient and b its share across, in units of ‖∇‖. Both have intervals, which are put together by the method of
 * variance estimates recovery (Zou and Donner 2008). What is left of the estimator and of c times the reference has
 * the same share across as the estimator, and the noise of both.
 *
 * @param gram - of all series; `estimator` and `reference` are weighted sums of them, the first with the
 *   estimator's mean.
 * @returns undefined where noise hides the gradient itself.
 */
export function cosineOf(
  gram: Gram,
  estimator: readonly number[],
  reference: readonly number[],
): Estimated | undefined {
  const ofReference = productsOf(gram, reference, reference);
  const square = meanOfPairs(ofReference);
  if (square <= 0) return undefined;
  const slope = slopeOf(productsOf(gram, estimator, reference), ofReference);
  const rest = estimator.map((weight, at) => weight - slope.value * (reference[at] as number));
  const ofRest = across(
    productsOf(gram, rest, rest),
    productsOf(gram, rest, reference),
    ofReference,
  );
  const { value: squared, low, high } = squaredNormInterval(squaredNorm(ofRest));
  const cosine = (along: number, across: number) =>
    along / Math.sqrt(along ** 2 + Math.max(0, across / square));
  const value = cosine(slope.value, squared);
  // A mean that may point either way has any angle between those of its ends.
  if (slope.low <= 0) {
    const ends = [slope.low, slope.high].flatMap((along) => [
      cosine(along, low),
      cosine(along, high),
    ]);
    return { value, low: Math.min(...ends), high: Math.max(...ends) };
  }
  const [least, most] = [cosine(slope.value, high), cosine(slope.value, low)];
  const below = Math.hypot(value - least, least - cosine(slope.low, high));
  const above = Math.hypot(most - value, cosine(slope.high, low) - most);
  return { value, low: Math.max(-1, value - below), high: Math.min(1, value + above) };
}
