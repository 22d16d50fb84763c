import * as tf from '@tensorflow/tfjs';

/** In which order a construction takes the categories. */
export const orders = ['none', 'ascending', 'descending', 'abs'] as const;
export type Order = (typeof orders)[number];

/** Categories in an order, per variable. */
export interface Ordered {
  /** The logits in that order, [C, B, V]. */
  readonly logits: tf.Tensor3D;
  /** The category at a place: zeros and ones by place, [C, P, B, V] → [P, B, V], floats. */
  readonly categoryAt: (place: tf.Tensor4D) => tf.Tensor3D;
  /** Values by place, [C, B, V], as values by category, [B, V, C]. */
  readonly byCategory: (values: tf.Tensor3D) => tf.Tensor3D;
}

const sortKeys = {
  ascending: (logits: tf.Tensor3D) => tf.neg(logits),
  descending: (logits: tf.Tensor3D) => logits,
  abs: (logits: tf.Tensor3D) => tf.neg(tf.abs(logits)),
} as const satisfies Record<Exclude<Order, 'none'>, (logits: tf.Tensor3D) => tf.Tensor3D>;

/**
 * @param logits - φ, [B, V, C].
 * @param order - `abs` takes the logits by ascending |φ|.
 */
export function inOrder(logits: tf.Tensor3D, order: Order): Ordered {
  const categories = logits.shape[2];
  const numbers = tf.range(0, categories);
  if (order === 'none') {
    const column = tf.reshape(numbers, [categories, 1, 1, 1]);
    return {
      logits: tf.transpose(logits, [2, 0, 1]),
      categoryAt: (place) => tf.sum(tf.mul(place, column), 0),
      byCategory: (values) => tf.transpose(values, [1, 2, 0]),
    };
  }
  const { indices } = tf.topk<tf.Tensor>(sortKeys[order](logits), categories, true);
  const category = tf.cast(indices, 'float32');
  // [B, V, C (place), C (category)], one-hot.
  const permutation = tf.cast(tf.equal(tf.expandDims(category, 3), numbers), 'float32');
  const sorted = tf.sum(tf.mul(permutation, tf.expandDims(logits, 2)), 3);
  const places = tf.expandDims(tf.transpose(category, [2, 0, 1]), 1);
  return {
    logits: tf.transpose(sorted, [2, 0, 1]) as tf.Tensor3D,
    categoryAt: (place) => tf.sum(tf.mul(place, places), 0),
    byCategory: (values) =>
      tf.sum(tf.mul(permutation, tf.expandDims(tf.transpose(values, [1, 2, 0]), 3)), 2),
  };
}
