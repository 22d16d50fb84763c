import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { EstimatorDefinition, EstimatorInputs, GradientEstimate } from './contract.ts';
import { interval, middleOf, publishedInterval } from './interval.ts';
import { swapNoise, swapsWithReference, uniformCategory, winnersDiffer } from './swap.ts';
import type { ReferenceRaces } from './swap.ts';

/** (reference + offset) mod C, floats. */
function cyclic(reference: tf.Tensor, offset: tf.Tensor | number, categories: number): tf.Tensor {
  const sum = tf.add(reference, offset);
  return tf.where(tf.greaterEqual(sum, categories), tf.sub(sum, categories), sum);
}

/** l ≠ j, uniform over the other categories: floats, [B]. */
function partnerOf(reference: tf.Tensor, uniforms: tf.Tensor, categories: number): tf.Tensor {
  return cyclic(reference, tf.add(uniformCategory(uniforms, categories - 1), 1), categories);
}

/**
 * (f_c − mean_m f_m) (1 − C π̄_j) (1 − δ).
 *
 * @param shareOf - π̄_j, [B, V], from the races and j, [B].
 */
function conditioned(
  inputs: EstimatorInputs,
  shareOf: (races: ReferenceRaces, reference: tf.Tensor) => tf.Tensor,
): GradientEstimate {
  const { categories } = inputs.dimensions;
  const swaps = swapsWithReference(inputs);
  const share = shareOf(swaps, tf.reshape(swaps.reference, [-1]));
  const direction = tf.mul(tf.sub(1, tf.mul(share, categories)), winnersDiffer(swaps.winners, 0));
  return { gradient: tf.mul(swaps.centredSignal, tf.expandDims(direction, 2)) };
}

/** π̄_j given one random partner per datapoint: the middle of `boundsOf` the races. */
function withOnePartner(inputs: EstimatorInputs, boundsOf: typeof interval): GradientEstimate {
  const { noise, dimensions } = inputs;
  return conditioned(inputs, (races, reference) =>
    middleOf(boundsOf(races, partnerOf(reference, get(noise, 'partner'), dimensions.categories))),
  );
}

/** π̄_j averaged over all partners. */
function withAllPartners(inputs: EstimatorInputs): GradientEstimate {
  const { categories } = inputs.dimensions;
  const offsets = Array.from({ length: categories - 1 }, (_, at) => at + 1);
  return conditioned(inputs, (races, reference) => {
    const middles = offsets.map((offset) =>
      middleOf(interval(races, cyclic(reference, offset, categories))),
    );
    return tf.div(tf.addN(middles), categories - 1);
  });
}

const common = {
  family: 'augment-REINFORCE-swap',
  cost: 'C',
  evaluations: ({ categories }) => categories,
  noise: (dimensions) => ({ ...swapNoise(dimensions), partner: [dimensions.batch] }),
} as const satisfies Partial<EstimatorDefinition>;

/**
 * ARS with π_j replaced by its mean given the winners of all races and every π_i with i ∉ {j, l}: the
 * middle of the interval on which it is uniform.
 */
export const arsPlus: EstimatorDefinition = {
  ...common,
  reference: 'Dong, Mnih, Tucker 2021, section 3.1, interval corrected here',
  summary: 'ARS conditioned on the winners of its races',
  unbiased: true,
  gradient: (inputs) => withOnePartner(inputs, interval),
};

/** ARS+ with the interval as printed, to reproduce the paper's curve; biased in general for C > 2. */
export const arsPlusPublished: EstimatorDefinition = {
  ...common,
  reference: 'Dong, Mnih, Tucker 2021, section 3.1',
  summary: 'ARS+ with the interval as printed; biased for more than two categories',
  unbiased: false,
  unbiasedTwin: 'ars+',
  gradient: (inputs) => withOnePartner(inputs, publishedInterval),
};

/** ARS+ averaged over all partners l ≠ j: each of them gives an unbiased estimate from the same races. */
export const arsPlusPlus: EstimatorDefinition = {
  ...common,
  reference: 'new here; after Dong, Mnih, Tucker 2021, section 3.1',
  summary: 'ARS+ averaged over all partner categories',
  unbiased: true,
  noise: swapNoise,
  gradient: withAllPartners,
};
