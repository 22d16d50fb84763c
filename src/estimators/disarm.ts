import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { antitheticPair, fromLogitGradient, pairEstimator } from './binary.ts';
import type { EstimatorDefinition } from './contract.ts';

/**
 * ∂l = ½ (f(b) − f(b̃)) (−1)^b̃ 1[b ≠ b̃] σ(|l|) with b = 1[1 − u < σ(l)] and b̃ = 1[u < σ(l)]: ARM with
 * u integrated out given the pair.
 *
 * (−1)^b̃ 1[b ≠ b̃] is b − b̃, and 1 − u < σ(l) is u > σ(−l): the pair is ARM's.
 */
export const disarm: EstimatorDefinition = {
  ...pairEstimator,
  extendedBy: 'ars+',
  reference: 'Dong, Mnih, Tucker 2020',
  summary: 'ARM conditioned on its pair, for two categories',
  gradient({ logits, f, noise }) {
    const uniforms = get(noise, 'pair') as tf.Tensor2D;
    const { logit, first, second, difference } = antitheticPair(logits, uniforms, f);
    const sign = tf.sub(first, second);
    const scale = tf.mul(tf.sigmoid(tf.abs(logit)), 0.5);
    return { gradient: fromLogitGradient(tf.mul(difference, tf.mul(sign, scale))) };
  },
};
