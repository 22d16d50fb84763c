import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { get } from '../core/named.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';
import { runningMean, startRunningMean } from './running-mean.ts';
import { independentSamples, weightedScore } from './score.ts';
import { decayField } from './settings-fields.ts';

const baselineSettings = z.object({ decay: decayField(0.99) });

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
 * (1/S) Σ_s (f(z_s) − b) (z_s − softmax(φ)) with b the running mean of f over earlier steps only: the
 * present f must not enter b, or the estimate becomes biased.
 */
export const reinforceBaseline: EstimatorDefinition<z.output<typeof baselineSettings>> = {
  ...common,
  summary: 'the score function, less a running mean of f over earlier steps',
  settings: baselineSettings,
  initialState: startRunningMean,
  gradient({ logits, f, noise, state, settings: { decay } }) {
    const z = sampleCategorical(logits, get(noise, 'samples') as tf.Tensor3D);
    const signal = f(z);
    const { mean, next } = runningMean(state, decay);
    return {
      gradient: weightedScore(tf.sub(signal, mean), z, logits),
      state: next(tf.mean(signal)),
    };
  },
};
