import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { antitheticPair, fromLogitGradient, pairEstimator } from './binary.ts';
import type { EstimatorDefinition } from './contract.ts';

/** ∂l = (f(1[u > σ(−l)]) − f(1[u < σ(l)])) (u − ½), with l = φ_1 − φ_0 and u ~ U(0, 1). */
export const arm: EstimatorDefinition = {
  ...pairEstimator,
  extendedBy: 'arsm',
  reference: 'Yin and Zhou 2019',
  summary: 'an antithetic pair, for two categories',
  gradient({ logits, f, noise }) {
    const uniforms = get(noise, 'pair') as tf.Tensor2D;
    const { difference } = antitheticPair(logits, uniforms, f);
    return { gradient: fromLogitGradient(tf.mul(difference, tf.sub(uniforms, 0.5))) };
  },
};
