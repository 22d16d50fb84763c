import { RandomStream } from '../core/random.ts';
import { placeOfLargest } from '../models/posterior-use.ts';
import type { FrozenModel } from './frozen-model.ts';

/** Posterior samples per image, and rows of samples of the prior. */
const [SAMPLED, PRIOR] = [2, 3];

/** What pictures are made of. */
export interface PictureOptions {
  /** Binary, [B, D] row by row: a column for each. */
  readonly images: Float32Array<ArrayBuffer>;
  /** Of the samples of z. */
  readonly seed: number;
  /** The variable whose categories are shown. */
  readonly variable: number;
  /** The categories that are shown. */
  readonly categories: readonly number[];
}

/** Rows of B images of D grey levels in [0, 1], 1 for a pixel that is certainly set. */
export interface ModelPictures {
  readonly images: readonly Float32Array[];
  /** Means of p(x | z) at the most probable z of each image. */
  readonly mostProbable: readonly Float32Array[];
  /** Means of p(x | z) at samples z of each image's posterior. */
  readonly sampled: readonly (readonly Float32Array[])[];
  /** Means of p(x | z) at samples z of the prior. */
  readonly prior: readonly (readonly Float32Array[])[];
  /** For each category shown: means of p(x | z), z_v that category, and the rest of z the most probable. */
  readonly categories: readonly (readonly Float32Array[])[];
  /** The most probable category of the variable, for each image. */
  readonly modes: readonly number[];
}

/** A category by the inverse of the distribution function of softmax(logits). */
function categoryAt(logits: readonly number[], uniform: number): number {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const goal = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const found = weights.findIndex((weight) => {
    sum += weight;
    return goal < sum;
  });
  // The last edge may round to below the sum.
  return found < 0 ? logits.length - 1 : found;
}

/** Draws what a model makes of images; the same bytes for the same seed, parameters and backend. */
export async function modelPictures(
  frozen: FrozenModel,
  { images, seed, variable, categories }: PictureOptions,
): Promise<ModelPictures> {
  const { sizes } = frozen.model;
  const count = images.length / sizes.pixels;
  const split = (logits: Float32Array) => {
    const rows: number[][] = [];
    for (let from = 0; from < logits.length; from += sizes.categories) {
      rows.push([...logits.subarray(from, from + sizes.categories)]);
    }
    return rows;
  };
  const perImage = split(await frozen.encode(images));
  const posterior = Array.from({ length: count }, (_, image) =>
    perImage.slice(image * sizes.variables, (image + 1) * sizes.variables),
  );
  const prior = split(await frozen.logPrior());
  const draw = (logits: readonly (readonly number[])[], ...index: (string | number)[]) => {
    const stream = new RandomStream(seed, 'evaluate', 'pictures', ...index);
    return logits.map((row) => categoryAt(row, stream.uniform()));
  };
  const rowsOf = (rows: number, draws: (row: number, image: number) => number[]) =>
    Promise.all(
      Array.from({ length: rows }, (_, row) =>
        frozen.decode(Array.from({ length: count }, (__, image) => draws(row, image))),
      ),
    );
  const best = posterior.map((logits) => logits.map(placeOfLargest));
  return {
    images: best.map((_, at) => images.slice(at * sizes.pixels, (at + 1) * sizes.pixels)),
    mostProbable: await frozen.decode(best),
    sampled: await rowsOf(SAMPLED, (row, image) =>
      draw(posterior[image] ?? [], 'posterior', row, image),
    ),
    prior: await rowsOf(PRIOR, (row, image) => draw(prior, 'prior', row, image)),
    categories: await rowsOf(categories.length, (row, image) =>
      (best[image] ?? []).with(variable, categories[row] ?? 0),
    ),
    modes: best.map((z) => z[variable] ?? 0),
  };
}
