import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { get } from '../core/named.ts';
import { oneHot, sampleCategorical } from '../distributions/categorical.ts';
import { conditionalGumbels, relaxed } from './conditional-gumbel.ts';
import type { EstimatorDefinition } from './contract.ts';
import { differentiate, gumbels, oneDerivative } from './relaxation.ts';
import { countField } from './settings-fields.ts';
import { startTemperature, temperatureAt, temperatureFields } from './temperature.ts';

const DEFAULT_TEMPERATURE = 0.5;
const settings = z.object(temperatureFields(DEFAULT_TEMPERATURE));
const raoSettings = z.object({
  ...temperatureFields(DEFAULT_TEMPERATURE),
  draws: countField(10, 'Gumbel vectors K given the sample, whose Jacobians are averaged.'),
});

type Settings = z.output<typeof settings>;

/** φ + G, [1, B, V, C]. */
function perturbed(logits: tf.Tensor3D, uniforms: tf.Tensor): tf.Tensor4D {
  return tf.expandDims(tf.add(logits, gumbels(uniforms)), 0);
}

/** The mean over the samples, [S, B, V, C] → [B, V, C]. */
function meanOf(gradient: tf.Tensor4D): tf.Tensor3D {
  return tf.mean(gradient, 0);
}

/** J_sᵀ f′(s) / τ with s = softmax((φ + G) / τ): the gradient of the relaxed problem. */
export const gumbelSoftmax: EstimatorDefinition<Settings> = {
  ...oneDerivative,
  reference: 'Jang, Gu, Poole 2017; Maddison, Mnih, Teh 2017',
  summary: 'the gradient of a relaxation: f at softmax((φ + Gumbel) / τ)',
  settings,
  initialState: (_dimensions, _random, own) => startTemperature(own),
  noise: ({ batch, variables, categories }) => ({ gumbel: [batch, variables, categories] }),
  gradient({ logits, f, noise, state, settings: own }) {
    const { temperature, state: next } = temperatureAt(state, own);
    const { point, pullBack } = relaxed(perturbed(logits, get(noise, 'gumbel')), temperature);
    const { derivative } = differentiate(f, point);
    return { gradient: meanOf(pullBack(derivative)), state: next };
  },
};

/** J_sᵀ f′(z) / τ with z = argmax(φ + G) and s = softmax((φ + G) / τ): a sample forward, the relaxation back. */
export const stGumbelSoftmax: EstimatorDefinition<Settings> = {
  ...gumbelSoftmax,
  reference: 'Jang, Gu, Poole 2017',
  summary: 'f′ at the sample, taken back through the Gumbel softmax',
  gradient({ logits, f, noise, state, settings: own, dimensions: { categories } }) {
    const { temperature, state: next } = temperatureAt(state, own);
    const y = perturbed(logits, get(noise, 'gumbel'));
    const winners = tf.cast<tf.Tensor3D>(tf.argMax(y, 3), 'float32');
    const { derivative } = differentiate(f, oneHot(winners, categories));
    return { gradient: meanOf(relaxed(y, temperature).pullBack(derivative)), state: next };
  },
};

/** The same, with J_s averaged over K Gumbel vectors given z (Paulus, Maddison, Krause 2021). */
export const raoGumbelSoftmax: EstimatorDefinition<z.output<typeof raoSettings>> = {
  ...oneDerivative,
  reference: 'Paulus, Maddison, Krause 2021',
  summary: 'the straight-through Gumbel softmax, averaged over Gumbel vectors given the sample',
  settings: raoSettings,
  initialState: (_dimensions, _random, own) => startTemperature(own),
  noise: ({ batch, variables, categories }, { draws }) => ({
    sample: [1, batch, variables],
    gumbel: [draws, batch, variables, categories],
  }),
  gradient({ logits, f, noise, state, settings: own }) {
    const { temperature, state: next } = temperatureAt(state, own);
    const sample = sampleCategorical(logits, get(noise, 'sample') as tf.Tensor3D);
    const { derivative } = differentiate(f, sample);
    const y = conditionalGumbels(logits, sample, get(noise, 'gumbel') as tf.Tensor4D).values;
    return { gradient: meanOf(relaxed(y, temperature).pullBack(derivative)), state: next };
  },
};
