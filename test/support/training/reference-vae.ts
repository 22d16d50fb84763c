import type { Named } from '../../../src/core/named.ts';
import type { ModelSizes } from '../../../src/models/contract.ts';

/** What the definition of the model depends on; the widths of its layers show in the parameters. */
export type ReferenceShape = ModelSizes & { readonly leakySlope: number };

/** Parameters in float64, by name, row by row. */
export type Parameters = Named<Float64Array>;

/** One image as zeros and ones. */
type Image = readonly number[];

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(sum(values.map((value) => Math.exp(value - largest))));
}

function logSoftmax(row: readonly number[]): number[] {
  const total = logSumExp(row);
  return row.map((value) => value - total);
}

/**
 * The categorical VAE in plain float64 loops, for tiny sizes: written from the model's definition, and
 * sharing no code with the TensorFlow.js one.
 */
export class ReferenceVae {
  readonly #model: ReferenceShape;
  readonly #trainMean: readonly number[];

  constructor(model: ReferenceShape, trainMean: readonly number[]) {
    this.#model = model;
    this.#trainMean = trainMean;
  }

  #network(parameters: Parameters, name: string, input: readonly number[]): number[] {
    let activation = [...input];
    for (let layer = 0; parameters[`${name}/${layer}/bias`] !== undefined; layer += 1) {
      const weights = parameters[`${name}/${layer}/weights`]!;
      const bias = parameters[`${name}/${layer}/bias`]!;
      const last = parameters[`${name}/${layer + 1}/bias`] === undefined;
      activation = Array.from(bias, (offset, out) => {
        const value =
          offset + sum(activation.map((entry, at) => entry * weights[at * bias.length + out]!));
        return last || value > 0 ? value : value * this.#model.leakySlope;
      });
    }
    return activation;
  }

  #rows(flat: ArrayLike<number>): number[][] {
    const { variables, categories } = this.#model;
    return Array.from({ length: variables }, (_, v) =>
      Array.from({ length: categories }, (__, c) => flat[v * categories + c]!),
    );
  }

  /** log q(z_v = c | x), V rows of C. */
  logPosterior(parameters: Parameters, image: Image): number[][] {
    const centred = image.map((pixel, at) => pixel - this.#trainMean[at]!);
    return this.#rows(this.#network(parameters, 'encoder', centred)).map(logSoftmax);
  }

  /** log p(x, z), `z` as one category per variable. */
  logJoint(parameters: Parameters, image: Image, z: readonly number[]): number {
    const { categories } = this.#model;
    const oneHot = z.flatMap((category) =>
      Array.from({ length: categories }, (_, c) => (c === category ? 1 : 0)),
    );
    return this.logJointAt(parameters, image, oneHot);
  }

  /** log p(x, z), continued to any point z of the simplex product: V · C weights of the categories. */
  logJointAt(parameters: Parameters, image: Image, z: readonly number[]): number {
    const input = z.map((weight) => 2 * weight - 1);
    const logits = this.#network(parameters, 'decoder', input);
    const prior = this.#rows(parameters['prior/logits']!).flatMap(logSoftmax);
    return (
      sum(image.map((pixel, at) => pixel * logits[at]! - Math.log1p(Math.exp(logits[at]!)))) +
      sum(z.map((weight, at) => weight * prior[at]!))
    );
  }

  /** Every configuration of z. */
  configurations(): number[][] {
    const { variables, categories } = this.#model;
    return Array.from({ length: categories ** variables }, (_, configuration) =>
      Array.from(
        { length: variables },
        (__, v) => Math.floor(configuration / categories ** (variables - 1 - v)) % categories,
      ),
    );
  }

  /** log q(z | x) of every configuration. */
  #logPosteriors(parameters: Parameters, image: Image): number[] {
    const rows = this.logPosterior(parameters, image);
    return this.configurations().map((z) => sum(z.map((category, v) => rows[v]![category]!)));
  }

  /** E_q[log p(x | z)] by summing over all z. */
  reconstruction(parameters: Parameters, image: Image): number {
    const prior = this.#rows(parameters['prior/logits']!).map(logSoftmax);
    const logPosteriors = this.#logPosteriors(parameters, image);
    return sum(
      this.configurations().map((z, at) => {
        const logPrior = sum(z.map((category, v) => prior[v]![category]!));
        return Math.exp(logPosteriors[at]!) * (this.logJoint(parameters, image, z) - logPrior);
      }),
    );
  }

  /** KL(q(z | x) ‖ p(z)). */
  kl(parameters: Parameters, image: Image): number {
    const prior = this.#rows(parameters['prior/logits']!).flatMap(logSoftmax);
    const posterior = this.logPosterior(parameters, image).flat();
    return sum(posterior.map((logQ, at) => Math.exp(logQ) * (logQ - prior[at]!)));
  }

  /** log p(x) by summing over all z. */
  logLikelihood(parameters: Parameters, image: Image): number {
    return logSumExp(this.configurations().map((z) => this.logJoint(parameters, image, z)));
  }

  /** The ELBO by summing over all z. */
  elbo(parameters: Parameters, image: Image): number {
    const logPosteriors = this.#logPosteriors(parameters, image);
    return sum(
      this.configurations().map((z, at) => {
        const logQ = logPosteriors[at]!;
        return Math.exp(logQ) * (this.logJoint(parameters, image, z) - logQ);
      }),
    );
  }
}

/** Central differences of `objective` with respect to every component of the named parameters. */
export function finiteDifferences(
  objective: (parameters: Parameters) => number,
  parameters: Parameters,
  names: readonly string[],
): Record<string, Float64Array> {
  // Error of order h² + 1e-16 / h: h = 1e-5 leaves about ten digits.
  const h = 1e-5;
  return Object.fromEntries(
    names.map((name) => {
      const values = parameters[name]!;
      const gradient = values.map((value, at) => {
        const moved = (by: number) => ({ ...parameters, [name]: values.with(at, value + by) });
        return (objective(moved(h)) - objective(moved(-h))) / (2 * h);
      });
      return [name, gradient];
    }),
  );
}
