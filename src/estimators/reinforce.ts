import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { decay } from '../core/fields.ts';
import { get } from '../core/named.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';
import { independentSamples, weightedScore } from './score.ts';

const baselineSettings = z.object({
  decay: decay()
    .default(0.99)
    .describe('Decay of the running mean; about the last 1 / (1 − decay) steps count.'),
});

const common = { ...independentSamples, reference: 'Williams 1992', leastSamples: 1 } as const;

/** (1/S) Σ_s f(z_s) (z_s − softmax(φ)). */
export const reinforce: EstimatorDefinition = {
  ...common,
  summary: 'the score function without a baseline',
  gradient({ logits, f, noise }) {
    const z = sampleCategorical(logits, get(noise, 'samples') as tf.Tensor3D);
    return { gradient: weightedScore(f(z), z, logits) };
  },
};

/**
 * (1/S) Σ_s (f(z_s) − b) (z_s − softmax(φ)) with b the running mean of f over earlier steps only.
 *
 * b = Σ_t β^(T−t) f̄_t / Σ_t β^(T−t): the average starts without a bias towards zero, and the first
 * step, which has no past, uses 0. The present f must not enter b, or the estimate becomes biased.
 */
export const reinforceBaseline: EstimatorDefinition<z.output<typeof baselineSettings>> = {
  ...common,
  summary: 'the score function, less a running mean of f over earlier steps',
  settings: baselineSettings,
  initialState: () => ({
    sum: { shape: [], values: new Float32Array(1) },
    weight: { shape: [], values: new Float32Array(1) },
  }),
  gradient({ logits, f, noise, state, settings: { decay } }) {
    const z = sampleCategorical(logits, get(noise, 'samples') as tf.Tensor3D);
    const signal = f(z);
    const sum = get(state, 'sum');
    const weight = get(state, 'weight');
    // Both are zero before the first step, when the quotient must be zero too.
    const baseline = tf.div(sum, tf.maximum(weight, 1 - decay));
    return {
      gradient: weightedScore(tf.sub(signal, baseline), z, logits),
      state: {
        sum: tf.add(tf.mul(sum, decay), tf.mul(tf.mean(signal), 1 - decay)),
        weight: tf.add(tf.mul(weight, decay), 1 - decay),
      },
    };
  },
};
