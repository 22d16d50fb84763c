import * as tf from '@tensorflow/tfjs';
import type { Named } from '../core/named.ts';
import { sumOfChosen } from '../distributions/categorical.ts';
import { inChunks } from './chunks.ts';
import type { Model } from './contract.ts';

/**
 * log p(x, z) = log p(x | z) + log p(z), in nats; with a weight β, log p(x | z) + β log p(z).
 *
 * @param parameters - the decoder's and the prior's, or all.
 * @param images - binary, [B, D].
 * @param z - [S, B, V, C].
 * @param weight - β, a scalar.
 * @returns [S, B].
 */
export function logJoint(
  model: Model,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  z: tf.Tensor4D,
  weight?: tf.Tensor,
): tf.Tensor2D {
  return tf.add(
    model.logLikelihood(parameters)(images, z),
    sumOfChosen(weighted(model.logPrior(parameters), weight), z),
  );
}

/** Without a weight, the tensor itself. */
function weighted<T extends tf.Tensor>(tensor: T, weight: tf.Tensor | undefined): T {
  return weight === undefined ? tensor : tf.mul(tensor, weight);
}

/**
 * z ↦ Σ_v log (p(z_v) / q(z_v | x)), in nats: [S, B, V, C] → [S, B].
 *
 * @param logits - φ of q(z | x), [B, V, C].
 * @param weight - a scalar that it is multiplied by.
 */
export function logRatio(
  model: Model,
  parameters: Named<tf.Tensor>,
  logits: tf.Tensor3D,
  weight?: tf.Tensor,
): (z: tf.Tensor4D) => tf.Tensor2D {
  const logRatios = weighted(tf.sub(model.logPrior(parameters), tf.logSoftmax(logits)), weight);
  return (z) => sumOfChosen(logRatios, z);
}

/**
 * log p(x, z) − log q(z | x) = log p(x | z) + Σ_v log (p(z_v) / q(z_v | x)), in nats: the learning signal
 * of the estimators, the log weight of the importance-weighted bound, and for one sample the ELBO.
 *
 * With a weight β, the learning signal of E_q[log p(x | z)] − β KL(q(z | x) ‖ p(z)):
 * log p(x | z) + β Σ_v log (p(z_v) / q(z_v | x)). It depends on φ beyond z, but the expectation of that derivative,
 * −β E_q[∂ log q / ∂φ], is 0, as without a weight.
 *
 * @param logits - φ of q(z | x), [B, V, C].
 * @param weight - β, a scalar.
 * @returns [S, B].
 */
export function logWeights(
  model: Model,
  parameters: Named<tf.Tensor>,
  images: tf.Tensor2D,
  logits: tf.Tensor3D,
  z: tf.Tensor4D,
  weight?: tf.Tensor,
): tf.Tensor2D {
  return tf.tidy(() => {
    const ratio = logRatio(model, parameters, logits, weight);
    const logLikelihood = model.logLikelihood(parameters);
    const weights = (points: tf.Tensor4D) =>
      tf.add<tf.Tensor2D>(logLikelihood(images, points), ratio(points));
    return inChunks(z, weights, model.rowsAtOnce);
  });
}
