import * as tf from '@tensorflow/tfjs';

/**
 * One-hot samples of independent categorical variables by the inverse of their distribution function:
 * one uniform number per variable, where Gumbel-max takes one per category.
 *
 * @param logits - [B, V, C].
 * @param uniforms - [S, B, V], in (0, 1).
 * @returns [S, B, V, C], float32.
 */
export function sampleCategorical(logits: tf.Tensor3D, uniforms: tf.Tensor3D): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, variables, categories] = logits.shape;
    const cumulative = tf.cumsum(tf.softmax(logits), 2);
    const inner = tf.slice(cumulative, [0, 0, 0], [batch, variables, categories - 1]);
    // The outer edges lie outside (0, 1), so that rounding of the sum can never lose a draw.
    const below = tf.concat([tf.fill([batch, variables, 1], -1), inner], 2);
    const above = tf.concat([inner, tf.fill([batch, variables, 1], 2)], 2);
    const draws = tf.expandDims(uniforms, -1);
    const chosen = tf.logicalAnd(tf.greaterEqual(draws, below), tf.less(draws, above));
    return tf.cast(chosen, 'float32') as tf.Tensor4D;
  });
}

/**
 * Σ_v Σ_c z_vc log softmax(logits)_vc, in nats: the log probability of one-hot points, continued
 * linearly to any point of the simplex product, as relaxations need it.
 *
 * @param logits - [B, V, C], or [V, C] for a distribution that all datapoints share.
 * @param z - [S, B, V, C].
 * @returns [S, B].
 */
export function categoricalLogProb(logits: tf.Tensor, z: tf.Tensor4D): tf.Tensor2D {
  return tf.sum(tf.mul(z, tf.logSoftmax(logits)), [2, 3]);
}
