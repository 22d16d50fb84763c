import * as tf from '@tensorflow/tfjs';

/**
 * One step of a discounted sum, Σ_t `decay`^(T−t) x_t: `decay` × sum + `value`.
 *
 * An exponential moving average without bias towards its start at zero is the quotient of two such
 * sums, of the values and of ones. The usual form scales every value by 1 − decay, which cancels and
 * costs a pass over all parameters; and 1 − decay^t would lose four digits in float32.
 */
export function discountedSum(sum: tf.Tensor, value: tf.Tensor | number, decay: number): tf.Tensor {
  return tf.add(tf.mul(sum, decay), value);
}
