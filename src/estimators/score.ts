import * as tf from '@tensorflow/tfjs';
import type { Estimator } from './contract.ts';

/** What the estimators of S independent samples have in common. */
export const independentSamples = {
  unbiased: true,
  family: 'score function',
  cost: 'S',
  evaluations: ({ samples }) => samples,
  noise: ({ samples, batch, variables }) => ({ samples: [samples, batch, variables] }),
} as const satisfies Partial<Estimator>;

/**
 * The weighted score function (1/S) Σ_s w_s ∇_φ log q(z_s) with ∇_φ log q(z) = z − softmax(φ).
 *
 * @param weights - w, [S, B].
 * @param z - one-hot samples, [S, B, V, C].
 * @param logits - φ, [B, V, C].
 * @returns [B, V, C].
 */
export function weightedScore(
  weights: tf.Tensor2D,
  z: tf.Tensor4D,
  logits: tf.Tensor3D,
): tf.Tensor3D {
  const scored = tf.mean(tf.mul(tf.reshape(weights, [...weights.shape, 1, 1]), z), 0);
  const total = tf.reshape(tf.mean(weights, 0), [-1, 1, 1]);
  return tf.sub(scored, tf.mul(total, tf.softmax(logits)));
}

/** f − its mean over the first axis: what coupled estimators weight their directions with. */
export function centred<T extends tf.Tensor>(f: T): T {
  return tf.sub(f, tf.mean(f, 0, true));
}
