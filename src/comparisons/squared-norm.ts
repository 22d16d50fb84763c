import { errorFunction, probit } from 'simple-statistics';
import { studentThreshold } from '../core/statistics.ts';
import { centred, meanOfPairs, traceOf } from './gram.ts';
import type { Gram } from './gram.ts';
import { CONFIDENCE } from './moments.ts';
import type { Estimated } from './moments.ts';

/** What the products of independent vectors h_1 … h_G with a mean μ and a covariance Σ tell of ‖μ‖². */
export interface SquaredNorm {
  /** The U statistic: the mean of h_k · h_l over pairs k ≠ l; negative at times. */
  readonly value: number;
  readonly groups: number;
  /** tr Σ. */
  readonly trace: number;
  /** tr Σ². */
  readonly traceOfSquare: number;
  /** The variance along μ, μᵀΣμ / ‖μ‖²; that along the noise of the mean where this hides μ. */
  readonly along: number;
}

/**
 * Covariances are taken from deviations from the groups' mean, which are independent of the mean for normal
 * groups: an interval is not wider where the mean is large by chance. For tr Σ², see Bai and Saranadasa 1996.
 */
export function squaredNorm(products: Gram): SquaredNorm {
  const groups = products.length;
  const freedom = groups - 1;
  const deviations = centred(products);
  const trace = Math.max(0, traceOf(deviations) / freedom);
  let squares = 0;
  for (const row of deviations) for (const product of row) squares += product ** 2;
  squares /= freedom ** 2;
  const traceOfSquare = Math.max(
    0,
    (freedom ** 2 / ((freedom - 1) * (freedom + 2))) * (squares - trace ** 2 / freedom),
  );
  const rows = products.map((row) => row.reduce((sum, product) => sum + product, 0) / groups);
  const square = rows.reduce((sum, row) => sum + row, 0) / groups;
  const spread = rows.reduce((sum, row) => sum + (row - square) ** 2, 0) / freedom;
  return {
    value: meanOfPairs(products),
    groups,
    trace,
    traceOfSquare,
    along: square > 0 ? spread / square : 0,
  };
}

/** The variance of the U statistic where ‖μ‖² is `squared`: a linear part, and that of the noise by itself. */
const varianceAt = ({ groups, along, traceOfSquare }: SquaredNorm, squared: number): number =>
  (4 * along * squared + (2 * traceOfSquare) / (groups - 1)) / groups;

/**
 * How many standard deviations the U statistic lies above its mean if ‖μ‖² is `squared`.
 *
 * ‖h̄‖² is skewed as chi-squared variables are: one with the same mean and variance stands for it (Satterthwaite
 * 1946, Patnaik 1949), by the cube root of Wilson and Hilferty (1931).
 */
function deviationAt(norm: SquaredNorm, squared: number): number {
  const { value, groups, trace } = norm;
  // G − 1 takes the noise of tr Σ, which the U statistic leaves out by estimates, into account.
  const noise = trace / Math.sqrt(groups * (groups - 1));
  const mean = squared + noise;
  const spread = varianceAt(norm, squared) / (3 * mean) ** 2;
  return (Math.cbrt((value + noise) / mean) - 1 + spread) / Math.sqrt(spread);
}

/** P(X > z) of a standard normal X. */
const beyond = (z: number): number => (1 - errorFunction(z / Math.SQRT2)) / 2;

const MISSED = 1 - CONFIDENCE;
const TWO_SIDED = -probit(MISSED / 2);
const ONE_SIDED = -probit(MISSED);

/** Ends of intervals are found to this power of ½ of where they are looked for. */
const BISECTIONS = 24;

/** The last number between two of which something is true, which is true of the first. */
function lastWhere(isTrue: (value: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let round = 0; round < BISECTIONS; round += 1) {
    const middle = (low + high) / 2;
    if (isTrue(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * How far above and below its mean a statistic may lie that estimates a quantity of at least 0, in standard
 * deviations, of which the quantity is `distance`: with equal likelihood ratios to the best admissible
 * value at both ends (Feldman and Cousins 1998). Intervals hold 0 as often as any other value, and are never empty.
 */
function limitsAt(distance: number): { readonly above: number; readonly below: number } {
  if (distance >= TWO_SIDED) return { above: TWO_SIDED, below: TWO_SIDED };
  const belowFor = (above: number) => (distance ** 2 + above ** 2) / (2 * distance);
  const above = lastWhere(
    (end) => beyond(end) + beyond(belowFor(end)) > MISSED,
    ONE_SIDED,
    TWO_SIDED,
  );
  return { above, below: belowFor(above) };
}

/** Deviations in terms of Σ's estimate are Student's, not normal. */
const studentFactor = (groups: number): number =>
  studentThreshold(CONFIDENCE, groups - 1) / TWO_SIDED;

/** The values of ‖μ‖², from 0 on, that the U statistic does not contradict. */
export function squaredNormInterval(norm: SquaredNorm): Estimated {
  const { value, groups, trace, traceOfSquare } = norm;
  if (trace === 0 || traceOfSquare === 0) return { value, low: value, high: value };
  const factor = studentFactor(groups);
  const limits = (squared: number) => limitsAt(squared / Math.sqrt(varianceAt(norm, squared)));
  const isTooSmall = (squared: number) =>
    deviationAt(norm, squared) > factor * limits(squared).above;
  const isSmallEnough = (squared: number) =>
    deviationAt(norm, squared) > -factor * limits(squared).below;
  let end = Math.max(value, Math.sqrt(varianceAt(norm, 0)));
  for (let doubling = 0; doubling < 100 && isSmallEnough(end); doubling += 1) end *= 2;
  return {
    value,
    low: isTooSmall(0) ? lastWhere(isTooSmall, 0, value) : 0,
    high: lastWhere(isSmallEnough, Math.max(0, value), end),
  };
}

/** Whether the U statistic would be this large with less than this probability if μ were 0. */
export function isBeyondNoise(norm: SquaredNorm, probability: number): boolean {
  if (norm.trace === 0 || norm.traceOfSquare === 0) return norm.value > 0;
  return deviationAt(norm, 0) > studentThreshold(1 - 2 * probability, norm.groups - 1);
}
