import * as tf from '@tensorflow/tfjs';
import { take } from '../core/named.ts';
import { antitheticPair, fromLogitGradient } from './binary.ts';
import type { Estimator } from './contract.ts';

/** ∂l = (f(1[u > σ(−l)]) − f(1[u < σ(l)])) (u − ½), with l = φ_1 − φ_0 and u ~ U(0, 1). */
export const arm: Estimator = {
  name: 'arm',
  title: 'ARM',
  reference: 'Yin and Zhou 2019',
  summary: 'an antithetic pair, for two categories',
  unbiased: true,
  categories: 2,
  cost: '2',
  evaluations: () => 2,
  noise: ({ batch, variables }) => ({ pair: [batch, variables] }),
  gradient({ logits, f, noise }) {
    const uniforms = take(noise, 'pair') as tf.Tensor2D;
    const { difference } = antitheticPair(logits, uniforms, f);
    return { gradient: fromLogitGradient(tf.mul(difference, tf.sub(uniforms, 0.5))) };
  },
};
