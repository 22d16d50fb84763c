import * as tf from '@tensorflow/tfjs';

/** log(exp a + exp b), elementwise; finite wherever a and b are. */
export function logAddExp(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.add(tf.maximum(a, b), tf.log1p(tf.exp(tf.neg(tf.abs(tf.sub(a, b))))));
}
