import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';
import { centred, independentSamples, weightedScore } from './score.ts';

/**
 * (1/n) Σ_k (f(z_k) − mean_{i≠k} f(z_i)) (z_k − softmax(φ)).
 *
 * f_k − mean_{i≠k} f_i = n/(n−1) (f_k − mean_i f_i), which is what is computed.
 */
export const reinforceLoo: EstimatorDefinition = {
  ...independentSamples,
  reference: 'Kool, van Hoof, Welling 2019',
  summary: 'independent samples, each with the mean of the others as its baseline',
  leastSamples: 2,
  gradient({ logits, f, noise, dimensions: { samples } }) {
    const z = sampleCategorical(logits, get(noise, 'samples') as tf.Tensor3D);
    const advantage: tf.Tensor2D = tf.mul(centred(f(z)), samples / (samples - 1));
    return { gradient: weightedScore(advantage, z, logits) };
  },
};
