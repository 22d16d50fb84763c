import * as tf from '@tensorflow/tfjs';
import { below, take } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { bernoulliLogProb } from '../distributions/bernoulli.ts';
import { categoricalLogProb } from '../distributions/categorical.ts';
import type { ModelShape } from './parameters.ts';

/** Fully connected layers with LeakyReLU between them; rows [N, in] → [N, out]. */
function network(layers: Named<tf.Tensor>, rows: tf.Tensor2D, leakySlope: number): tf.Tensor2D {
  const depth = Object.keys(layers).length / 2;
  let activation = rows;
  for (let layer = 0; layer < depth; layer += 1) {
    const weights = take(layers, `${layer}/weights`) as tf.Tensor2D;
    const product = tf.add<tf.Tensor2D>(
      tf.matMul(activation, weights),
      take(layers, `${layer}/bias`),
    );
    activation = layer < depth - 1 ? tf.leakyRelu(product, leakySlope) : product;
  }
  return activation;
}

/**
 * Logits φ of q(z | x).
 *
 * @param parameters - all of the model's, or at least those below `encoder/`.
 * @param images - binary, [B, D].
 * @param trainMean - mean of the training images, [D]; it is subtracted first.
 * @returns [B, V, C].
 */
export function encode(
  model: ModelShape,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  trainMean: tf.Tensor,
): tf.Tensor3D {
  const logits = network(below(parameters, 'encoder'), tf.sub(images, trainMean), model.leakySlope);
  return tf.reshape(logits, [-1, model.variables, model.categories]);
}

/**
 * Bernoulli logits of p(x | z).
 *
 * @param z - [S, B, V, C], one-hot or relaxed; the decoder sees 2z − 1.
 * @returns [S, B, D].
 */
function decode(model: ModelShape, parameters: Named<tf.Tensor>, z: tf.Tensor4D): tf.Tensor3D {
  const [samples, batch] = z.shape;
  const rows = tf.reshape(z, [samples * batch, model.variables * model.categories]);
  const logits = network(
    below(parameters, 'decoder'),
    tf.sub(tf.mul(rows, 2), 1),
    model.leakySlope,
  );
  return tf.reshape(logits, [samples, batch, model.pixels]);
}

/**
 * log p(x, z) = log p(x | z) + log p(z), in nats.
 *
 * @param images - binary, [B, D].
 * @param z - [S, B, V, C].
 * @returns [S, B].
 */
export function jointLogProb(
  model: ModelShape,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  z: tf.Tensor4D,
): tf.Tensor2D {
  return tf.add(
    bernoulliLogProb(decode(model, parameters, z), images),
    categoricalLogProb(take(parameters, 'prior/logits'), z),
  );
}

/**
 * log p(x, z) − log q(z | x), in nats: the learning signal of the estimators, the log weight of the
 * importance-weighted bound, and for one sample the ELBO.
 *
 * @param logits - φ of q(z | x), [B, V, C].
 * @returns [S, B].
 */
export function logWeights(
  model: ModelShape,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  logits: tf.Tensor3D,
  z: tf.Tensor4D,
): tf.Tensor2D {
  return tf.tidy(() =>
    tf.sub<tf.Tensor2D>(jointLogProb(model, parameters, images, z), categoricalLogProb(logits, z)),
  );
}
