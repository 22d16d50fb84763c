import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { addPrefix, get, stripPrefix } from '../core/named.ts';
import { sampleCategorical } from '../distributions/categorical.ts';
import { applyDense } from '../networks/dense.ts';
import type { DenseNetwork } from '../networks/dense.ts';
import { namedGradients } from '../networks/gradients.ts';
import type { EstimatorDefinition } from './contract.ts';
import { learn, learnedValues, startLearned, startNetwork } from './learned.ts';
import { runningMean, startRunningMean } from './running-mean.ts';
import { independentSamples, weightedScore } from './score.ts';
import { decayField, positiveField, toggleField, widthsField } from './settings-fields.ts';

const settings = z.object({
  hidden: widthsField([100], 'Widths of the hidden layers of the baseline b(x).'),
  learningRate: positiveField(1e-3, 'Learning rate of the baseline, which has an Adam of its own.'),
  decay: decayField(0.8),
  normalise: toggleField(
    false,
    'Divide by max(1, running standard deviation of f − b(x) − c): this rescales the gradient, so that its mean is another.',
  ),
});

/** b_ψ: images less their training mean → one number. */
function baselineNetwork(pixels: number, hidden: readonly number[]): DenseNetwork {
  return { widths: [pixels, ...hidden, 1], leakySlope: 0.2 };
}

/** 1 / max(1, √v), v the running mean of squares over earlier steps. */
function normaliser(squares: tf.Tensor): tf.Tensor {
  return tf.div(1, tf.maximum(1, tf.sqrt(squares)));
}

/**
 * (1/S) Σ_s (f(z_s) − b_ψ(x) − c) (z_s − softmax(φ)): b_ψ is learned by least squares on f − c, and c is
 * the running mean of f over earlier steps (Mnih and Gregor 2014, sections 2.3 and 2.4).
 *
 * ψ and c are those of the step before, which the present samples do not enter: no bias. State:
 * `learned/…` and `adam/…` of ψ; `mean/…` of c; with `normalise`, `square/…`.
 */
export const nvil: EstimatorDefinition<z.output<typeof settings>> = {
  ...independentSamples,
  reference: 'Mnih and Gregor 2014',
  summary: 'the score function, less a learned baseline of the image and a running mean',
  leastSamples: 1,
  settings,
  initialState: ({ pixels }, random, { hidden, normalise }) => ({
    ...startLearned(startNetwork(baselineNetwork(pixels, hidden), random)),
    ...addPrefix('mean', startRunningMean()),
    ...(normalise ? addPrefix('square', startRunningMean()) : {}),
  }),
  gradient({ logits, f, images, trainMean, noise, state, settings: own, dimensions }) {
    const { hidden, learningRate, decay, normalise } = own;
    const network = baselineNetwork(dimensions.pixels, hidden);
    const centredImages = tf.sub<tf.Tensor2D>(images, trainMean);
    const baselineOf = (layers: Record<string, tf.Tensor>) =>
      tf.reshape(applyDense(network, layers, centredImages), [1, -1]);

    const z = sampleCategorical(logits, get(noise, 'samples') as tf.Tensor3D);
    const signal = f(z);
    const { mean, next } = runningMean(stripPrefix(state, 'mean'), decay);
    const target = tf.sub(signal, mean);
    // −½ (f − c − b)², whose gradient with respect to b is f − c − b.
    const { gradients } = namedGradients(
      (layers) => tf.mul(tf.mean(tf.square(tf.sub(target, baselineOf(layers)))), -0.5),
      learnedValues(state),
    );
    const advantage = tf.sub<tf.Tensor2D>(target, baselineOf(learnedValues(state)));
    const squares = normalise ? runningMean(stripPrefix(state, 'square'), decay) : undefined;
    const weights =
      squares === undefined ? advantage : tf.mul<tf.Tensor2D>(advantage, normaliser(squares.mean));
    return {
      gradient: weightedScore(weights, z, logits),
      state: {
        ...learn(state, gradients, learningRate),
        ...addPrefix('mean', next(tf.mean(signal))),
        ...addPrefix('square', squares?.next(tf.mean(tf.square(advantage))) ?? {}),
      },
    };
  },
};
