import * as tf from '@tensorflow/tfjs';
import type { EstimatorDefinition } from './contract.ts';
import { pick, swapNoise, swapsWithReference } from './swap.ts';

/** (f_c − mean_m f_m) (1 − C π_j), with f_m = f(z^{m⇌j}). */
export const ars: EstimatorDefinition = {
  reference: 'Yin, Yue, Zhou 2019',
  summary: 'augment-REINFORCE-swap with one random reference category',
  unbiased: true,
  family: 'augment-REINFORCE-swap',
  cost: 'C',
  evaluations: ({ categories }) => categories,
  noise: swapNoise,
  gradient(inputs) {
    const { centredSignal, pi, isReference } = swapsWithReference(inputs);
    const direction = tf.sub(1, tf.mul(pick(pi, isReference), inputs.dimensions.categories));
    return { gradient: tf.mul(centredSignal, tf.expandDims(direction, 2)) };
  },
};
