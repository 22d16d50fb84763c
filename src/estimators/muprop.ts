import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { get } from '../core/named.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';
import { differentiate, throughSoftmax } from './relaxation.ts';
import { runningMean, startRunningMean } from './running-mean.ts';
import { weightedScore } from './score.ts';
import { decayField, toggleField } from './settings-fields.ts';

const settings = z.object({
  baseline: toggleField(false, 'Subtract a running mean of what is left of f, over earlier steps.'),
  decay: decayField(0.99),
});

/**
 * (f(z) − f(p) − g·(z − p)) (z − p) + J_pᵀ g with p = softmax(φ) and g = f′(p): the score function of f
 * less its Taylor expansion at the mean, whose own gradient is known (Gu, Levine, Sutskever, Mnih 2016).
 */
export const muprop: EstimatorDefinition<z.output<typeof settings>> = {
  unbiased: true,
  reference: 'Gu, Levine, Sutskever, Mnih 2016',
  summary: 'the score function of f less its first-order Taylor expansion at the mean',
  family: 'control variates',
  cost: '2',
  derivativeCost: '1',
  evaluations: () => 2,
  derivatives: () => 1,
  settings,
  noise: ({ batch, variables }) => ({ sample: [1, batch, variables] }),
  initialState: (_dimensions, _random, { baseline }): ReturnType<typeof startRunningMean> =>
    baseline ? startRunningMean() : {},
  gradient({ logits, f, noise, state, settings: { baseline, decay } }) {
    const z = sampleCategorical(logits, get(noise, 'sample') as tf.Tensor3D);
    const p: tf.Tensor4D = tf.expandDims(tf.softmax(logits), 0);
    const { value, derivative } = differentiate(f, p);
    const linear = tf.sum(tf.mul(derivative, tf.sub(z, p)), [2, 3]);
    const rest = tf.sub<tf.Tensor2D>(tf.sub(f(z), value), linear);
    const { mean, next } = baseline
      ? runningMean(state, decay)
      : { mean: tf.scalar(0), next: () => ({}) };
    const ofRest = weightedScore(tf.sub(rest, mean), z, logits);
    const ofMean = tf.squeeze<tf.Tensor3D>(throughSoftmax(p, derivative), [0]);
    return { gradient: tf.add(ofRest, ofMean), state: next(tf.mean(rest)) };
  },
};
