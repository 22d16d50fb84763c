import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { EstimatorDefinition, EstimatorInputs, GradientEstimate } from './contract.ts';
import { interval, publishedInterval } from './interval.ts';
import { swapNoise, swapsWithReference, uniformCategory, winnersDiffer } from './swap.ts';

/** l ≠ j, uniform over the other categories: floats, [B]. */
function partnerOf(reference: tf.Tensor, uniforms: tf.Tensor, categories: number): tf.Tensor {
  const offset = tf.add(uniformCategory(uniforms, categories - 1), 1);
  const sum = tf.add(reference, offset);
  return tf.where(tf.greaterEqual(sum, categories), tf.sub(sum, categories), sum);
}

/** (f_c − mean_m f_m) (1 − C π̄_j) (1 − δ) with π̄_j the middle of `boundsOf` the races. */
function conditioned(inputs: EstimatorInputs, boundsOf: typeof interval): GradientEstimate {
  const { noise, dimensions } = inputs;
  const { categories } = dimensions;
  const swaps = swapsWithReference(inputs);
  const reference = tf.reshape(swaps.reference, [-1]);
  const partner = partnerOf(reference, get(noise, 'partner'), categories);
  const { lower, upper } = boundsOf(swaps, partner);
  const middle = tf.mul(tf.add(lower, upper), 0.5);
  const direction = tf.mul(tf.sub(1, tf.mul(middle, categories)), winnersDiffer(swaps.winners, 0));
  return { gradient: tf.mul(swaps.centredSignal, tf.expandDims(direction, 2)) };
}

const common = {
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
  gradient: (inputs) => conditioned(inputs, interval),
};

/** ARS+ with the interval as printed, to reproduce the paper's curve; biased in general for C > 2. */
export const arsPlusPublished: EstimatorDefinition = {
  ...common,
  reference: 'Dong, Mnih, Tucker 2021, section 3.1',
  summary: 'ARS+ with the interval as printed; biased for more than two categories',
  unbiased: false,
  gradient: (inputs) => conditioned(inputs, publishedInterval),
};
