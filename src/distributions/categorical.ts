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
    // The last edge is 1 by definition; its rounding must not lose a draw.
    const edges = tf.slice(cumulative, [0, 0, 0], [batch, variables, categories - 1]);
    const passed = tf.cast(tf.greaterEqual(tf.expandDims(uniforms, -1), edges), 'float32');
    // Category c is drawn when edge c − 1 was passed and edge c was not.
    const passedBefore = tf.pad(
      passed,
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 0],
      ],
      1,
    );
    const passedAfter = tf.pad(
      passed,
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 1],
      ],
      0,
    );
    return tf.sub<tf.Tensor4D>(passedBefore, passedAfter);
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
