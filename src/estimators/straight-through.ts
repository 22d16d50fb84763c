import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { get } from '../core/named.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import type { Estimator, EstimatorDefinition, EstimatorInputs } from './contract.ts';
import { differentiate, oneDerivative, throughSoftmax } from './relaxation.ts';
import { positiveField } from './settings-fields.ts';

const common = {
  ...oneDerivative,
  noise: ({ batch, variables }) => ({ sample: [1, batch, variables] }),
} as const satisfies Partial<Estimator>;

/** One z ~ q, and f′(z): [B, V, C] each. */
function sampleAndDerivative({ logits, f, noise }: Omit<EstimatorInputs, 'settings'>): {
  readonly sample: tf.Tensor3D;
  readonly derivative: tf.Tensor3D;
} {
  const sample = sampleCategorical(logits, get(noise, 'sample') as tf.Tensor3D);
  const { derivative } = differentiate(f, sample);
  return { sample: tf.squeeze(sample, [0]), derivative: tf.squeeze(derivative, [0]) };
}

/** J_pᵀ f′(z), z ~ q: the sample's derivative, as if z were p = softmax(φ). */
export const straightThrough: EstimatorDefinition = {
  ...common,
  reference: 'Bengio, Léonard, Courville 2013',
  summary: 'f′ at the sample, taken back through the softmax',
  gradient(inputs) {
    const { derivative } = sampleAndDerivative(inputs);
    return { gradient: throughSoftmax(tf.softmax(inputs.logits), derivative) };
  },
};

const reinmaxSettings = z.object({
  temperature: positiveField(1, 'Temperature τ of the softmax that the sample is averaged with.'),
});

/**
 * 2 J_πᵀ f′(z) − ½ J_pᵀ f′(z) with π = (z + softmax(φ / τ)) / 2: Heun's method, where straight-through is
 * Euler's; without bias for f that is quadratic in each variable (τ = 1).
 */
export const reinmax: EstimatorDefinition<z.output<typeof reinmaxSettings>> = {
  ...common,
  reference: 'Liu, Dong, Liu, Yu, Gao 2023',
  summary: 'straight-through to second order: Heun’s method instead of Euler’s',
  settings: reinmaxSettings,
  gradient(inputs) {
    const { logits, settings } = inputs;
    const { sample, derivative } = sampleAndDerivative(inputs);
    const softened = tf.softmax(tf.div(logits, settings.temperature));
    const middle = tf.mul<tf.Tensor3D>(tf.add(sample, softened), 0.5);
    return {
      gradient: tf.sub(
        tf.mul(throughSoftmax(middle, derivative), 2),
        tf.mul(throughSoftmax(tf.softmax(logits), derivative), 0.5),
      ),
    };
  },
};
