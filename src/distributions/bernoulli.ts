import * as tf from '@tensorflow/tfjs';

/**
 * Log probability of binary vectors under independent Bernoulli variables, in nats.
 *
 * Σ_d x_d l_d − softplus(l_d): finite for logits of any size.
 *
 * @param logits - [..., D].
 * @param values - zeros and ones, broadcastable to [..., D].
 * @returns [...].
 */
export function bernoulliLogProb(logits: tf.Tensor, values: tf.Tensor): tf.Tensor {
  return tf.sum(tf.sub(tf.mul(values, logits), tf.softplus(logits)), -1);
}
