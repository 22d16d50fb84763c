import type { ModelSizes } from './contract.ts';

/** A category is unused when its mean posterior probability is below this share of an even one, 1 / C. */
const UNUSED_SHARE = 0.01;

/** How the posterior uses one latent variable, over images x; in nats. */
export interface VariableUse {
  /** Mean entropy of q(z_v | x). */
  readonly entropy: number;
  /** Mean KL(q(z_v | x) ‖ p(z_v)). */
  readonly kl: number;
  /**
   * Entropy of the mean posterior less `entropy`: the mutual information of x and z_v under q, which is 0 when z_v
   * tells nothing of x.
   */
  readonly mutual_information: number;
  /** The mean posterior (1/N) Σ_x q(z_v = c | x), by category. */
  readonly probabilities: readonly number[];
  /** The share of the images whose most probable category is c; the first of several that are equal. */
  readonly most_probable: readonly number[];
  /** Categories whose mean posterior probability is below 0.01 / C. */
  readonly unused: readonly number[];
}

/** Log probabilities of logits, in float64. */
function logSoftmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return logits.map((logit) => logit - largest - Math.log(sum));
}

const entropyOf = (probabilities: readonly number[]): number =>
  probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

/** The place of the largest number; the first of several. */
export const placeOfLargest = (values: readonly number[]): number =>
  values.indexOf(Math.max(...values));

/** What is summed up of one variable. */
interface Sums {
  entropy: number;
  kl: number;
  readonly probabilities: number[];
  readonly mostProbable: number[];
}

/**
 * Sums up how the posterior uses its categories over any number of images, in float64; the memory does not depend
 * on their number.
 */
export class PosteriorUse {
  readonly #sizes: Pick<ModelSizes, 'variables' | 'categories'>;
  readonly #logPrior: ArrayLike<number>;
  readonly #sums: readonly Sums[];
  #count = 0;

  /** @param logPrior - log p(z_v = c), [V, C], row by row. */
  constructor(sizes: Pick<ModelSizes, 'variables' | 'categories'>, logPrior: ArrayLike<number>) {
    this.#sizes = sizes;
    this.#logPrior = logPrior;
    const zeros = () => Array.from({ length: sizes.categories }, () => 0);
    this.#sums = Array.from({ length: sizes.variables }, () => ({
      ...{ entropy: 0, kl: 0 },
      ...{ probabilities: zeros(), mostProbable: zeros() },
    }));
  }

  /** Adds images by the logits φ of their posteriors, [B, V, C], row by row. */
  add(logits: Float32Array): void {
    const { variables, categories } = this.#sizes;
    const each = variables * categories;
    for (let start = 0; start < logits.length; start += each) {
      this.#count += 1;
      this.#sums.forEach((sums, v) => {
        const from = start + v * categories;
        this.#addOne(sums, v, logSoftmax([...logits.subarray(from, from + categories)]));
      });
    }
  }

  #addOne(sums: Sums, v: number, logProbs: readonly number[]): void {
    const best = placeOfLargest(logProbs);
    sums.mostProbable[best] = (sums.mostProbable[best] ?? 0) + 1;
    logProbs.forEach((logQ, c) => {
      const q = Math.exp(logQ);
      if (q === 0) return;
      sums.entropy -= q * logQ;
      sums.kl += q * (logQ - (this.#logPrior[v * this.#sizes.categories + c] ?? Number.NaN));
      sums.probabilities[c] = (sums.probabilities[c] ?? 0) + q;
    });
  }

  /** By variable; of one image at least. */
  result(): VariableUse[] {
    const share = (sum: number) => sum / this.#count;
    return this.#sums.map(({ entropy, kl, probabilities, mostProbable }) => {
      const means = probabilities.map(share);
      const limit = UNUSED_SHARE / this.#sizes.categories;
      return {
        entropy: share(entropy),
        kl: share(kl),
        // Rounding may leave it slightly negative where it is 0.
        mutual_information: Math.max(0, entropyOf(means) - share(entropy)),
        probabilities: means,
        most_probable: mostProbable.map(share),
        unused: means.flatMap((mean, c) => (mean < limit ? [c] : [])),
      };
    });
  }
}
