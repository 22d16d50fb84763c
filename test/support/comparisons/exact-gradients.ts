import { finiteDifferences, ReferenceVae } from '../training/reference-vae.ts';
import type { Parameters } from '../training/reference-vae.ts';
import { tinyMean, tinyShape } from '../training/tiny-model.ts';

const { categories } = tinyShape;
const vae = new ReferenceVae(tinyShape, tinyMean);

/** One value that an estimate of ∂E[f]/∂φ takes, V × C row by row. */
interface Outcome {
  readonly probability: number;
  readonly estimate: readonly number[];
}

/** One value of the gradient of one image: with its probability, encoder's parameters first, then φ. */
export interface EnumeratedDraw {
  readonly probability: number;
  readonly encoder: readonly number[];
  readonly logits: readonly number[];
}

/** What an estimator's draws for one image, or for a batch, have as moments. */
export interface ExactMoments {
  /** With respect to the encoder's parameters, one after the other. */
  readonly mean: readonly number[];
  /** ∇ of the ELBO. */
  readonly gradient: readonly number[];
  /** Summed over the encoder's parameters. */
  readonly variance: number;
  /** Of the estimate itself, summed over V and C. */
  readonly variableVariance: number;
}

/** Everything about one image that estimators depend on, by enumeration in float64. */
class EnumeratedImage {
  readonly probabilities: readonly number[][];
  readonly #points: { z: number[]; oneHot: number[]; q: number; f: number }[];
  readonly #jacobian: readonly number[][];
  readonly #image: readonly number[];
  readonly #parameters: Parameters;
  readonly #logQ: readonly number[];

  constructor(parameters: Parameters, image: readonly number[], encoder: readonly string[]) {
    this.#parameters = parameters;
    this.#image = image;
    const rows = vae.logPosterior(parameters, image);
    this.#logQ = rows.flat();
    this.probabilities = rows.map((row) => row.map(Math.exp));
    this.#points = vae.configurations().map((z) => {
      const logQ = z.reduce((sum, c, v) => sum + rows[v]![c]!, 0);
      const oneHot = z.flatMap((c) =>
        Array.from({ length: categories }, (_, at) => Number(at === c)),
      );
      return { z, oneHot, q: Math.exp(logQ), f: vae.logJoint(parameters, image, z) - logQ };
    });
    // Estimates sum to zero over the categories of a variable, so that log q stands for φ.
    this.#jacobian = this.#logQ.map((_, at) =>
      Object.values(
        finiteDifferences((p) => vae.logPosterior(p, image).flat()[at]!, parameters, encoder),
      ).flatMap((values) => [...values]),
    );
  }

  score(oneHot: readonly number[]): number[] {
    return oneHot.map((value, at) => value - Math.exp(this.#logQ[at]!));
  }

  get points() {
    return this.#points;
  }

  /** f(z with z_v := c), V × C. */
  neighbours(z: readonly number[]): number[] {
    return z.flatMap((_, v) =>
      Array.from({ length: categories }, (__, c) => {
        const other = z.with(v, c);
        return this.#points.find((point) => point.z.every((value, at) => value === other[at]))!.f;
      }),
    );
  }

  /** f′ at a one-hot point, V × C. */
  derivative(oneHot: readonly number[]): number[] {
    const h = 1e-5;
    const at = (z: readonly number[]) => vae.logJointAt(this.#parameters, this.#image, z);
    return oneHot.map((value, place) => {
      const slope =
        (at(oneHot.with(place, value + h)) - at(oneHot.with(place, value - h))) / (2 * h);
      return slope - this.#logQ[place]!;
    });
  }

  /** Jᵀ of the softmax with probabilities p, on a vector. */
  throughSoftmax(p: readonly number[], vector: readonly number[]): number[] {
    return vector.map((value, at) => {
      const first = at - (at % categories);
      const mean = Array.from({ length: categories }, (_, c) => p[first + c]! * vector[first + c]!);
      return p[at]! * (value - mean.reduce((sum, one) => sum + one, 0));
    });
  }

  pulled(estimate: readonly number[]): number[] {
    return this.#jacobian[0]!.map((_, parameter) =>
      estimate.reduce((sum, value, at) => sum + value * this.#jacobian[at]![parameter]!, 0),
    );
  }
}

type Outcomes = (image: EnumeratedImage) => Outcome[];

/** All lists of n points. */
function lists<T>(points: readonly T[], n: number): T[][] {
  if (n === 0) return [[]];
  return lists(points, n - 1).flatMap((list) => points.map((point) => [...list, point]));
}

/** Means of weighted scores over n independent points. */
const scored =
  (n: number, baseline: (fs: readonly number[], at: number) => number): Outcomes =>
  (image) =>
    lists(image.points, n).map((list) => {
      const fs = list.map(({ f }) => f);
      const terms = list.map(({ oneHot, f }, at) =>
        image.score(oneHot).map((value) => (value * (f - baseline(fs, at))) / n),
      );
      return {
        probability: list.reduce((product, { q }) => product * q, 1),
        estimate: terms[0]!.map((_, at) => terms.reduce((sum, term) => sum + term[at]!, 0)),
      };
    });

const others = (fs: readonly number[], at: number): number =>
  fs.reduce((sum, f, place) => (place === at ? sum : sum + f), 0) / (fs.length - 1);

const atEachPoint =
  (estimate: (image: EnumeratedImage, z: number[], oneHot: number[]) => number[]): Outcomes =>
  (image) =>
    image.points.map(({ z, oneHot, q }) => ({
      probability: q,
      estimate: estimate(image, z, oneHot),
    }));

/** Estimators whose draws can be enumerated, from their papers' definitions, by the labels of `--estimators`. */
const enumerableEstimators = {
  'reinforce:n=1': scored(1, () => 0),
  'reinforce:n=2': scored(2, () => 0),
  'reinforce-loo:n=2': scored(2, others),
  'reinforce-loo:n=3': scored(3, others),
  'local-expectation': atEachPoint((image, z) =>
    image.throughSoftmax(image.probabilities.flat(), image.neighbours(z)),
  ),
  'straight-through': atEachPoint((image, _, oneHot) =>
    image.throughSoftmax(image.probabilities.flat(), image.derivative(oneHot)),
  ),
  reinmax: atEachPoint((image, _, oneHot) => {
    const p = image.probabilities.flat();
    const middle = p.map((value, at) => (value + oneHot[at]!) / 2);
    const derivative = image.derivative(oneHot);
    const [through, plain] = [
      image.throughSoftmax(middle, derivative),
      image.throughSoftmax(p, derivative),
    ];
    return through.map((value, at) => 2 * value - plain[at]! / 2);
  }),
} as const satisfies Readonly<Record<string, Outcomes>>;

export type EnumerableLabel = keyof typeof enumerableEstimators;

const norm = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0);

function meanOf(outcomes: readonly { probability: number; values: readonly number[] }[]): number[] {
  return outcomes[0]!.values.map((_, at) =>
    outcomes.reduce((sum, { probability, values }) => sum + probability * values[at]!, 0),
  );
}

/** Exact moments of the gradients of batches, image by image, each image enumerated once. */
export class ExactGradients {
  readonly #parameters: Parameters;
  readonly #encoder: readonly string[];
  readonly #known = new Map<string, ExactMoments>();
  readonly #images = new Map<string, EnumeratedImage>();

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
    this.#encoder = Object.keys(parameters).filter((name) => name.startsWith('encoder/'));
  }

  #image(pixels: readonly number[]): EnumeratedImage {
    const image =
      this.#images.get(pixels.join('')) ??
      new EnumeratedImage(this.#parameters, pixels, this.#encoder);
    this.#images.set(pixels.join(''), image);
    return image;
  }

  /** Every value that an estimator's draw for one image takes. */
  drawsOf(label: EnumerableLabel, pixels: readonly number[]): EnumeratedDraw[] {
    const image = this.#image(pixels);
    return enumerableEstimators[label](image).map(({ probability, estimate }) => ({
      probability,
      encoder: image.pulled(estimate),
      logits: estimate,
    }));
  }

  #ofImage(label: EnumerableLabel, pixels: readonly number[]): ExactMoments {
    const key = `${label} ${pixels.join('')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const image = this.#image(pixels);
    const moments = (
      outcomes: readonly Outcome[],
      change: (values: readonly number[]) => number[],
    ) => {
      const changed = outcomes.map(({ probability, estimate }) => ({
        probability,
        values: change(estimate),
      }));
      const mean = meanOf(changed);
      const square = changed.reduce(
        (sum, { probability, values }) => sum + probability * norm(values),
        0,
      );
      return { mean, variance: square - norm(mean) };
    };
    const outcomes = enumerableEstimators[label](image);
    const { mean, variance } = moments(outcomes, (values) => image.pulled(values));
    const exact: ExactMoments = {
      mean,
      variance,
      gradient: moments(enumerableEstimators['reinforce:n=1'](image), (values) =>
        image.pulled(values),
      ).mean,
      variableVariance: moments(outcomes, (values) => [...values]).variance,
    };
    this.#known.set(key, exact);
    return exact;
  }

  /** Of the mean over the images of a batch, whose draws are independent. */
  ofBatch(label: EnumerableLabel, images: readonly (readonly number[])[]): ExactMoments {
    const all = images.map((pixels) => this.#ofImage(label, pixels));
    const n = all.length;
    const mean = (name: 'mean' | 'gradient') =>
      all[0]![name].map((_, at) => all.reduce((sum, one) => sum + one[name][at]! / n, 0));
    return {
      mean: mean('mean'),
      gradient: mean('gradient'),
      variance: all.reduce((sum, { variance }) => sum + variance, 0) / n ** 2,
      // Of single images: their mean.
      variableVariance: all.reduce((sum, one) => sum + one.variableVariance, 0) / n,
    };
  }
}

/** ‖mean − ∇‖². */
export const squaredBias = ({ mean, gradient }: ExactMoments): number =>
  norm(mean.map((value, at) => value - gradient[at]!));

/** ‖∇‖². */
export const squaredGradient = ({ gradient }: ExactMoments): number => norm(gradient);
