import { studentThreshold } from '../core/statistics.ts';
import { withWhole } from './parts.ts';
import type { Layout } from './parts.ts';

/** Confidence of every interval. */
export const CONFIDENCE = 0.95;

/** A number with its confidence interval. */
export interface Estimated {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Mean and spread of a stream of numbers (Welford 1962). */
class Spread {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count += 1;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.#squares += before * (value - this.mean);
  }

  /** Of the numbers. */
  get variance(): number {
    return this.count < 2 ? Number.NaN : this.#squares / (this.count - 1);
  }

  /** Of the mean, squared. */
  get squaredError(): number {
    return this.variance / this.count;
  }
}

/**
 * The interval of a positive quantity whose estimate has this squared standard error, by Student's t on the
 * logarithmic scale: a variance is positive, and its estimate is skewed as its logarithm is not.
 */
function logInterval(value: number, squaredError: number, freedom: number): Estimated {
  if (value === 0) return { value, low: 0, high: 0 };
  const width = (studentThreshold(CONFIDENCE, freedom) * Math.sqrt(squaredError)) / value;
  return { value, low: value * Math.exp(-width), high: value * Math.exp(width) };
}

/** The draws of one batch. */
interface OfBatch {
  count: number;
  readonly mean: Float64Array;
  /** √((n − 1)/n) (g_n − ḡ_{n−1}) of the last draw n. */
  readonly deviation: Float32Array;
  /** Of the increments, for every part. */
  readonly spreads: readonly Spread[];
  /** Of the share of K that increments have as their variance, see `squaredErrorOf`. */
  readonly excesses: Spread;
  /** Of the squared products of deviations that follow each other, for every part: their mean is tr Σ². */
  readonly products: readonly Spread[];
}

/**
 * The squared standard error of a sample variance, summed over components, of R draws with a covariance Σ.
 *
 * It is K/R + 2 tr Σ²/(R − 1), where K is the excess: 0 for normal draws, at least −2 tr Σ². The variance of increment n
 * is 2 tr Σ² + K ((n − 1)/n)² (1 + 1/(n − 1)³), so that K is known from that of all increments. Draws that all have
 * about one distance from their mean have a variance that is far more exact than increments tell by themselves.
 */
function squaredErrorOf(increments: Spread, excesses: Spread, products: Spread): number {
  const draws = increments.count + 1;
  const normal = 2 * products.mean;
  const excess = (increments.variance - normal) / excesses.mean;
  const error = excess / draws + normal / (draws - 1);
  // K is noisy where it nearly cancels tr Σ²: half of what increments tell is a floor.
  return Math.max(error, increments.squaredError / 2);
}

/**
 * Variance of draws at fixed batches, in a memory that does not depend on their number.
 *
 * Draw n of a batch adds to the sum of squared deviations (n − 1)/n · ‖g_n − ḡ_{n−1}‖², where ḡ_{n−1} is the
 * mean of the draws before it (Welford 1962). These increments have the variance as their expectation, each of
 * them, and their mean over n = 2 … R is exactly the unbiased sample variance, summed over components. Their spread
 * tells how exact the variance is, with tr Σ² from the products of deviations √((n − 1)/n) (g_n − ḡ_{n−1}), which are
 * uncorrelated (Helmert's transformation).
 */
export class DrawMoments {
  readonly #layout: Layout;
  readonly #batches: OfBatch[];
  /** Sums of squared deviations over all batches, by component. */
  readonly #squares: Float64Array;

  constructor(layout: Layout, batches: number) {
    this.#layout = layout;
    this.#squares = new Float64Array(layout.length);
    this.#batches = Array.from({ length: batches }, () => ({
      count: 0,
      mean: new Float64Array(layout.length),
      deviation: new Float32Array(layout.length),
      spreads: layout.parts.map(() => new Spread()),
      excesses: new Spread(),
      products: layout.parts.map(() => new Spread()),
    }));
  }

  /** Adds a draw of a batch. */
  add(batch: number, draw: Float32Array): void {
    const of = this.#batches[batch] as OfBatch;
    of.count += 1;
    const { count, mean, deviation: last } = of;
    const share = (count - 1) / count;
    const root = Math.sqrt(share);
    const squares = this.#squares;
    const products = new Float64Array(this.#layout.layers.length);
    const increments = this.#layout.layers.map(({ start, length, scale }, layer) => {
      let sum = 0;
      let product = 0;
      for (let at = start; at < start + length; at += 1) {
        const deviation = (draw[at] as number) - (mean[at] as number);
        const increment = share * deviation * deviation;
        squares[at] = (squares[at] as number) + increment;
        mean[at] = (mean[at] as number) + deviation / count;
        product += root * deviation * (last[at] as number);
        last[at] = root * deviation;
        sum += increment;
      }
      products[layer] = product / scale;
      return sum / scale;
    });
    // The first draw deviates from nothing.
    if (count === 1) return;
    of.excesses.add(share ** 2 * (1 + (count - 1) ** -3));
    withWhole(increments).forEach((increment, part) => of.spreads[part]?.add(increment));
    if (count > 2) {
      withWhole([...products]).forEach((value, part) => of.products[part]?.add(value ** 2));
    }
  }

  /** Draws of each batch. */
  get count(): number {
    return this.#batches[0]?.count ?? 0;
  }

  /** The variance of each part, summed over its components, averaged over the batches. */
  variances(): Estimated[] {
    const n = this.#batches.length;
    return this.#layout.parts.map((_, part) => {
      const spreads = this.#batches.map(({ spreads: all }) => all[part] as Spread);
      const value = spreads.reduce((sum, { mean }) => sum + mean, 0) / n;
      const errors = this.#batches.map(({ excesses, products }, batch) =>
        squaredErrorOf(spreads[batch] as Spread, excesses, products[part] as Spread),
      );
      const error = errors.reduce((sum, one) => sum + one, 0) / n ** 2;
      return logInterval(value, error, n * (this.count - 2));
    });
  }

  /** The variance of each component, averaged over the batches. */
  components(): Float64Array {
    const freedom = this.#batches.reduce((sum, { count }) => sum + count - 1, 0);
    return this.#squares.map((sum) => sum / freedom);
  }
}

/**
 * How the exact gradient varies between random batches: the covariance of two independent estimates of each
 * batch's gradient, summed over components. The estimates' own noise is independent, so that it cancels.
 */
export class BatchMoments {
  readonly #layout: Layout;
  readonly #means: readonly [Float64Array, Float64Array];
  readonly #spreads: readonly Spread[];
  #count = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#means = [new Float64Array(layout.length), new Float64Array(layout.length)];
    this.#spreads = layout.parts.map(() => new Spread());
  }

  /** Adds two independent estimates of the gradient of another batch. */
  add(one: Float32Array, other: Float32Array): void {
    this.#count += 1;
    const count = this.#count;
    const share = (count - 1) / count;
    const [meanOfOne, meanOfOther] = this.#means;
    const increments = this.#layout.layers.map(({ start, length, scale }) => {
      let sum = 0;
      for (let at = start; at < start + length; at += 1) {
        const deviation = (one[at] as number) - (meanOfOne[at] as number);
        const deviationOfOther = (other[at] as number) - (meanOfOther[at] as number);
        sum += share * deviation * deviationOfOther;
        meanOfOne[at] = (meanOfOne[at] as number) + deviation / count;
        meanOfOther[at] = (meanOfOther[at] as number) + deviationOfOther / count;
      }
      return sum / scale;
    });
    if (count > 1) {
      withWhole(increments).forEach((increment, part) => this.#spreads[part]?.add(increment));
    }
  }

  /** The variance of each part between batches. */
  variances(): Estimated[] {
    return this.#spreads.map(({ mean, squaredError }) => {
      const width = studentThreshold(CONFIDENCE, this.#count - 2) * Math.sqrt(squaredError);
      return { value: mean, low: mean - width, high: mean + width };
    });
  }
}
