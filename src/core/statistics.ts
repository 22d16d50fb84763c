import { probit } from 'simple-statistics';

/**
 * Mean and variance of a stream of vectors, one component at a time, in float64
 * (Welford 1962; stable when the mean is large against the spread).
 */
export class VectorMoments {
  #count = 0;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(length: number) {
    this.#mean = new Float64Array(length);
    this.#squares = new Float64Array(length);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds `values.length / length` draws, laid out one after the other. */
  addDraws(values: Float32Array): void {
    const length = this.#mean.length;
    for (let start = 0; start < values.length; start += length) {
      this.#count += 1;
      for (let component = 0; component < length; component += 1) {
        const value = values[start + component] ?? Number.NaN;
        const mean = this.#mean[component] ?? 0;
        const updated = mean + (value - mean) / this.#count;
        this.#mean[component] = updated;
        this.#squares[component] =
          (this.#squares[component] ?? 0) + (value - mean) * (value - updated);
      }
    }
  }

  /** The mean of every component. */
  mean(): Float64Array {
    return this.#mean.slice();
  }

  /** The unbiased sample variance of every component. */
  variance(): Float64Array {
    return this.#squares.map((sum) => sum / (this.#count - 1));
  }

  /** The standard error of the mean of every component. */
  standardError(): Float64Array {
    return this.variance().map((variance) => Math.sqrt(variance / this.#count));
  }
}

/**
 * Streaming log((1/K) Σ exp(w_k)) of K log weights, in nats and float64.
 *
 * Weights arrive in any number of chunks, so the memory does not depend on K.
 */
export class LogMeanExp {
  #count = 0;
  #largest = Number.NEGATIVE_INFINITY;
  #scaledSum = 0;

  add(logWeight: number): void {
    this.#count += 1;
    if (logWeight > this.#largest) {
      this.#scaledSum = this.#scaledSum * Math.exp(this.#largest - logWeight) + 1;
      this.#largest = logWeight;
    } else if (logWeight === Number.NEGATIVE_INFINITY) {
      // A weight of zero adds nothing; exp(-inf - -inf) would be NaN.
    } else {
      // NaN lands here and stays in the sum, so that it is seen.
      this.#scaledSum += Math.exp(logWeight - this.#largest);
    }
  }

  value(): number {
    return this.#largest + Math.log(this.#scaledSum / this.#count);
  }
}

/**
 * The two-sided threshold on |z| that `comparisons` standard normal deviates all stay below with
 * probability at least `confidence` (Bonferroni's correction). The quantile is approximated within
 * 0.4 %, on the low side.
 */
export function simultaneousThreshold(confidence: number, comparisons: number): number {
  return -probit((1 - confidence) / (2 * comparisons));
}

/**
 * P(|T| ≤ √ν tan θ) of Student's t with whole degrees of freedom ν, for θ in [0, π/2]: the finite
 * sums of Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
 */
function studentWithin(theta: number, degreesOfFreedom: number): number {
  const odd = degreesOfFreedom % 2 === 1;
  const squaredCosine = Math.cos(theta) ** 2;
  let term = odd ? Math.cos(theta) : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
    term *= (squaredCosine * (power - 1)) / power;
    sum += term;
  }
  const part = Math.sin(theta) * sum;
  return odd ? (2 / Math.PI) * (theta + part) : part;
}

/**
 * The t that Student's distribution stays within, P(|T| ≤ t) = `confidence`: half the width of a
 * confidence interval in standard errors. No maintained library has it in a reasonable size.
 *
 * @param degreesOfFreedom - a whole number of at least 1.
 */
export function studentThreshold(confidence: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = Math.PI / 2;
  // Every bisection adds a bit: more than float64 has.
  for (let round = 0; round < 64; round += 1) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, degreesOfFreedom) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degreesOfFreedom) * Math.tan((low + high) / 2);
}
