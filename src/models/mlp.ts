import * as tf from '@tensorflow/tfjs';
import { addPrefix, get, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { bernoulliLogProb } from '../distributions/bernoulli.ts';
import { applyDense } from '../networks/dense.ts';
import { zeros } from '../networks/starts.ts';
import { takingCentred } from './centred.ts';
import type { Decode, Model, ModelSizes } from './contract.ts';
import { denseParameters, denseProducts } from './dense.ts';
import { logitOfTrainMean } from './starts.ts';

/** What distinguishes one perceptron model from another. */
export interface MlpSettings {
  /** Widths of the encoder's hidden layers, input side first; none make it linear. */
  readonly encoderHidden: readonly number[];
  /** Widths of the decoder's hidden layers, latent side first; none make it linear. */
  readonly decoderHidden: readonly number[];
  /** Slope of LeakyReLU for negative inputs. */
  readonly leakySlope: number;
}

/**
 * Multilayer perceptrons (Dong, Mnih, Tucker 2021), with x̄ the mean of the training images:
 *
 * - φ(x) = encoder(x − x̄);
 * - p(x | z) = Π_d Bernoulli(x_d; sigmoid(decoder(2z − 1)_d)), which starts at x̄ for z that tell nothing;
 * - p(z_v) = softmax(prior_v), uniform at first.
 *
 * Parameters: `encoder/<layer>/weights` [in, out] and `…/bias` [out], the same for `decoder`, and
 * `prior/logits` [V, C].
 */
export function mlp(sizes: ModelSizes, settings: MlpSettings): Model {
  const { pixels, variables, categories } = sizes;
  const { encoderHidden, decoderHidden, leakySlope } = settings;
  const latent = variables * categories;
  const encoder = { widths: [pixels, ...encoderHidden, latent], leakySlope };
  const decoder = { widths: [latent, ...decoderHidden, pixels], leakySlope };
  const decode = (parameters: Named<tf.Tensor>): Decode => {
    const layers = takingCentred(stripPrefix(parameters, 'decoder'));
    return (z) => {
      const [samples, batch] = z.shape;
      const points = tf.reshape<tf.Rank.R2>(z, [samples * batch, latent]);
      return tf.reshape(applyDense(decoder, layers, points), [samples, batch, pixels]);
    };
  };
  return {
    sizes,
    parameters: {
      ...addPrefix('encoder', denseParameters(encoder, 'encoder')),
      ...addPrefix('decoder', denseParameters(decoder, 'decoder', logitOfTrainMean)),
      'prior/logits': { group: 'prior', shape: [variables, categories], start: zeros },
    },
    encode(parameters, images, trainMean) {
      const layers = stripPrefix(parameters, 'encoder');
      const logits = applyDense(encoder, layers, tf.sub(images, trainMean));
      return tf.reshape(logits, [-1, variables, categories]);
    },
    decode,
    logLikelihood(parameters) {
      const logits = decode(parameters);
      return (images, z) => bernoulliLogProb(logits(z), images) as tf.Tensor2D;
    },
    logPrior: (parameters) => tf.logSoftmax(get(parameters, 'prior/logits') as tf.Tensor2D),
    encoderProducts: (rows) => denseProducts(encoder, rows),
    decoderProducts: (rows) => denseProducts(decoder, rows),
  };
}
