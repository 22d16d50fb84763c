import * as tf from '@tensorflow/tfjs';

/** Which category each one-hot point has, as floats: [S, B, V, C] → [S, B, V]. */
export function categoriesOf(z: tf.Tensor4D): tf.Tensor3D {
  const numbers = tf.range(0, z.shape[3]);
  return tf.sum(tf.mul(z, numbers), 3);
}
