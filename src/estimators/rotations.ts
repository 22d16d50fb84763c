import * as tf from '@tensorflow/tfjs';

/**
 * The C(C − 1) orders of the categories that start with any category r and go on, cyclically through the
 * others, with any of them, t: every category is first and every other last in one of them.
 */
export interface Rotations {
  /** r of every order. */
  readonly firsts: readonly number[];
  /** t of every order. */
  readonly seconds: readonly number[];
}

export function rotations(categories: number): Rotations {
  const pairs = Array.from({ length: categories }, (_, first) =>
    Array.from(
      { length: categories - 1 },
      (__, offset) => [first, (first + 1 + offset) % categories] as const,
    ),
  ).flat();
  return { firsts: pairs.map(([first]) => first), seconds: pairs.map(([, second]) => second) };
}

/** a mod C of whole numbers in (−C, C), as floats. */
function wrapped(a: tf.Tensor, categories: number): tf.Tensor {
  return tf.add(a, tf.mul(tf.cast(tf.less(a, 0), 'float32'), categories));
}

/**
 * The place of each category in an order: 0 for r, then from t on, cyclically, without r. Arguments
 * broadcast; whole numbers as floats.
 */
export function placeOf(
  category: tf.Tensor,
  first: tf.Tensor,
  second: tf.Tensor,
  categories: number,
): tf.Tensor {
  const fromSecond = wrapped(tf.sub(category, second), categories);
  const firstFromSecond = wrapped(tf.sub(first, second), categories);
  // Categories that come after r on the way from t have r's place left out.
  const afterFirst = tf.cast(tf.greater(fromSecond, firstFromSecond), 'float32');
  const place = tf.sub(tf.add(fromSecond, 1), afterFirst);
  return tf.mul(place, tf.cast(tf.notEqual(category, first), 'float32'));
}
