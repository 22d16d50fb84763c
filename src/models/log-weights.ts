import * as tf from '@tensorflow/tfjs';
import type { Named } from '../core/named.ts';
import { sumOfChosen } from '../distributions/categorical.ts';
import { inChunks } from './chunks.ts';
import type { Model } from './contract.ts';

/**
 * log p(x, z) = log p(x | z) + log p(z), in nats.
 *
 * @param parameters - the decoder's and the prior's, or all.
 * @param images - binary, [B, D].
 * @param z - [S, B, V, C].
 * @returns [S, B].
 */
export function logJoint(
  model: Model,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  z: tf.Tensor4D,
): tf.Tensor2D {
  return tf.add(
    model.logLikelihood(parameters)(images, z),
    sumOfChosen(model.logPrior(parameters), z),
  );
}

/**
 * z ↦ Σ_v log (p(z_v) / q(z_v | x)), in nats: [S, B, V, C] → [S, B].
 *
 * @param logits - φ of q(z | x), [B, V, C].
 */
export function logRatio(
  model: Model,
  parameters: Named<tf.Tensor>,
  logits: tf.Tensor3D,
): (z: tf.Tensor4D) => tf.Tensor2D {
  const logRatios = tf.sub(model.logPrior(parameters), tf.logSoftmax(logits));
  return (z) => sumOfChosen(logRatios, z);
}

/**
 * log p(x, z) − log q(z | x) = log p(x | z) + Σ_v log (p(z_v) / q(z_v | x)), in nats: the learning signal
 * of the estimators, the log weight of the importance-weighted bound, and for one sample the ELBO.
 *
 * @param logits - φ of q(z | x), [B, V, C].
 * @returns [S, B].
 */
export function logWeights(
  model: Model,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  logits: tf.Tensor3D,
  z: tf.Tensor4D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const ratio = logRatio(model, parameters, logits);
    const logLikelihood = model.logLikelihood(parameters);
    return inChunks(z, (points) => tf.add(logLikelihood(images, points), ratio(points)));
  });
}
