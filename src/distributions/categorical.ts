import * as tf from '@tensorflow/tfjs';

/**
 * Every entry `times` times in a row: [S, B, V] → [S, B, V · times].
 *
 * As a product with a matrix of zeros and ones, which is exact: broadcasting over a last axis of a few
 * categories runs element by element, several times slower.
 */
function repeatEntries(x: tf.Tensor3D, times: number): tf.Tensor3D {
  const [samples, batch, variables] = x.shape;
  const columns = variables * times;
  const pattern = new Float32Array(variables * columns);
  for (let column = 0; column < columns; column += 1) {
    pattern[Math.floor(column / times) * columns + column] = 1;
  }
  const rows = tf.reshape(x, [samples * batch, variables]);
  const repeated = tf.matMul(rows, tf.tensor2d(pattern, [variables, columns]));
  return tf.reshape(repeated, [samples, batch, columns]);
}

/**
 * One-hot points of given categories.
 *
 * @param indices - whole numbers 0 … C − 1 as floats, [S, B, V].
 * @returns [S, B, V, C], float32.
 */
export function oneHot(indices: tf.Tensor3D, categories: number): tf.Tensor4D {
  return tf.tidy(() => {
    const [samples, batch, variables] = indices.shape;
    const numbers = Float32Array.from(
      { length: variables * categories },
      (_, at) => at % categories,
    );
    const chosen = tf.equal(repeatEntries(indices, categories), tf.tensor1d(numbers));
    return tf.reshape(tf.cast(chosen, 'float32'), [samples, batch, variables, categories]);
  });
}

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
    const padded = (before: number, after: number, value: number): tf.Tensor => {
      const paddings: [number, number][] = [
        [0, 0],
        [0, 0],
        [before, after],
      ];
      return tf.reshape(tf.pad(edges, paddings, value), [batch, variables * categories]);
    };
    const repeated = repeatEntries(uniforms, categories);
    const drawn = tf.logicalAnd(
      tf.greaterEqual(repeated, padded(1, 0, 0)),
      tf.less(repeated, padded(0, 1, 1)),
    );
    const [samples] = uniforms.shape;
    return tf.reshape(tf.cast(drawn, 'float32'), [samples, batch, variables, categories]);
  });
}

/**
 * Σ_v Σ_c z_vc w_vc: the sum of the weights that one-hot points choose, continued linearly to any point
 * of the simplex product, as relaxations need it.
 *
 * @param weights - such as log probabilities: [B, V, C], or [V, C] for all datapoints.
 * @param z - [S, B, V, C].
 * @returns [S, B].
 */
export function sumOfChosen(weights: tf.Tensor, z: tf.Tensor4D): tf.Tensor2D {
  return tf.sum(tf.mul(z, weights), [2, 3]);
}

/**
 * Σ_v KL(q_v ‖ p_v) = Σ_v Σ_c q_vc (log q_vc − log p_vc) with q = softmax(logits), in nats. Where q and p
 * agree, rounding may leave it slightly negative.
 *
 * @param logits - [B, V, C].
 * @param logProbs - log p, [B, V, C], or [V, C] for a distribution that all datapoints share.
 * @returns [B].
 */
export function categoricalKl(logits: tf.Tensor3D, logProbs: tf.Tensor): tf.Tensor1D {
  const logRatios = tf.sub(tf.logSoftmax(logits), logProbs);
  return tf.sum(tf.mul(tf.softmax(logits), logRatios), [1, 2]);
}

/**
 * Σ_v Σ_c z_vc log softmax(logits)_vc, in nats: the log probability of one-hot points.
 *
 * @param logits - [B, V, C], or [V, C] for a distribution that all datapoints share.
 * @param z - [S, B, V, C].
 * @returns [S, B].
 */
export function categoricalLogProb(logits: tf.Tensor, z: tf.Tensor4D): tf.Tensor2D {
  return sumOfChosen(tf.logSoftmax(logits), z);
}
