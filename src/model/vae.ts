import * as tf from '@tensorflow/tfjs';
import { get, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { bernoulliLogProb } from '../distributions/bernoulli.ts';
import { sumOfChosen } from '../distributions/categorical.ts';
import type { ModelShape } from './parameters.ts';

/** Fully connected layers with LeakyReLU between them; rows [N, in] → [N, out]. */
function network(layers: Named<tf.Tensor>, rows: tf.Tensor2D, leakySlope: number): tf.Tensor2D {
  const depth = Object.keys(layers).length / 2;
  let activation = rows;
  for (let layer = 0; layer < depth; layer += 1) {
    const weights = get(layers, `${layer}/weights`) as tf.Tensor2D;
    const product = tf.add<tf.Tensor2D>(
      tf.matMul(activation, weights),
      get(layers, `${layer}/bias`),
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
  const logits = network(
    stripPrefix(parameters, 'encoder'),
    tf.sub(images, trainMean),
    model.leakySlope,
  );
  return tf.reshape(logits, [-1, model.variables, model.categories]);
}

/**
 * The layers for rows z instead of 2z − 1: (2z − 1) W + b = z (2W) + (b − Σ_i W_i). The first layer's
 * weights are far fewer than the rows that it would have to be done for.
 */
function forCentredRows(layers: Named<tf.Tensor>): Named<tf.Tensor> {
  const weights = get(layers, '0/weights');
  return {
    ...layers,
    '0/weights': tf.mul(weights, 2),
    '0/bias': tf.sub(get(layers, '0/bias'), tf.sum(weights, 0)),
  };
}

/**
 * log p(x | z), in nats.
 *
 * @param layers - the decoder's, `forCentredRows`.
 * @param z - [S, B, V, C], one-hot or relaxed; the decoder sees 2z − 1.
 * @returns [S, B].
 */
function logLikelihood(
  model: ModelShape,
  layers: Named<tf.Tensor>,
  images: tf.Tensor2D,
  z: tf.Tensor4D,
): tf.Tensor2D {
  const [samples, batch] = z.shape;
  const rows = tf.reshape(z, [samples * batch, model.variables * model.categories]);
  const logits = tf.reshape(network(layers, rows as tf.Tensor2D, model.leakySlope), [
    samples,
    batch,
    model.pixels,
  ]);
  return bernoulliLogProb(logits, images) as tf.Tensor2D;
}

/** Rows that the decoder sees at once: their activations stay in the processor's cache. */
const ROWS_AT_ONCE = 400;

/** Points in groups of samples with about ROWS_AT_ONCE rows. */
function inChunks(z: tf.Tensor4D): tf.Tensor4D[] {
  const [samples, batch, variables, categories] = z.shape;
  const each = Math.max(1, Math.floor(ROWS_AT_ONCE / batch));
  if (each >= samples) return [z];
  return Array.from({ length: Math.ceil(samples / each) }, (_, chunk) => {
    const size = Math.min(each, samples - chunk * each);
    return tf.slice(z, [chunk * each, 0, 0, 0], [size, batch, variables, categories]);
  });
}

/** log softmax of the prior's logits, [V, C]. */
function logPrior(parameters: Named<tf.Tensor>): tf.Tensor {
  return tf.logSoftmax(get(parameters, 'prior/logits'));
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
    logLikelihood(model, forCentredRows(stripPrefix(parameters, 'decoder')), images, z),
    sumOfChosen(logPrior(parameters), z),
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
  return tf.tidy(() => {
    // One pass over z for both distributions.
    const ratios = tf.sub(logPrior(parameters), tf.logSoftmax(logits));
    const layers = forCentredRows(stripPrefix(parameters, 'decoder'));
    const chunks = inChunks(z).map((points) =>
      tf.add<tf.Tensor2D>(
        logLikelihood(model, layers, images, points),
        sumOfChosen(ratios, points),
      ),
    );
    return chunks.length === 1 ? (chunks[0] as tf.Tensor2D) : tf.concat(chunks);
  });
}
