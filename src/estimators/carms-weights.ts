import * as tf from '@tensorflow/tfjs';

/** Below every probability that float32 can tell from zero. */
const TINY = 1e-37;

/**
 * p(z_s) p(z_t) / P(z_s, z_t), by which the pairs count that two dependent samples make.
 *
 * @param independent - the product of the probabilities of both.
 * @param joint - their joint probability: the mean of those over all orders.
 */
export function pairWeights(
  independent: tf.Tensor,
  joint: tf.Tensor,
  categories: number,
): tf.Tensor {
  // In one order each, one of the two is first and the other last, where negative dependence makes the joint
  // probability at least the product: rounding may not lose that bound.
  const largest = (categories * (categories - 1)) / 2;
  return tf.minimum(tf.div(independent, tf.maximum(joint, TINY)), largest);
}

/** What samples of some datapoints are known by. */
export interface CoupledSamples {
  /** Probabilities of the categories, [B, V, C]. */
  readonly p: tf.Tensor3D;
  /** Categories as floats, [S, B, V]. */
  readonly drawn: tf.Tensor3D;
  /** One-hot, [S, B, V, C]. */
  readonly z: tf.Tensor4D;
  /** f(z), [S, B]. */
  readonly signal: tf.Tensor2D;
}
