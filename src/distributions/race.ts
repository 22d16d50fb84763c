import * as tf from '@tensorflow/tfjs';

/** Draws from Dirichlet(1, …, 1) as normalised exponential clocks; shapes as the uniforms'. */
export interface DirichletRace<T extends tf.Tensor = tf.Tensor3D> {
  /** log π. */
  readonly logPi: T;
  /** π: sums to 1 over the axis of the categories. */
  readonly pi: T;
}

/**
 * π ~ Dirichlet(1_C) for every variable: π_i = E_i / Σ E with E_i = −log u_i exponential.
 *
 * @param uniforms - in (0, 1), [B, V, C], or with the categories along another `axis`.
 */
export function dirichletRace<T extends tf.Tensor>(uniforms: T, axis = -1): DirichletRace<T> {
  const exponential: T = tf.neg(tf.log(uniforms));
  const total = tf.sum(exponential, axis, true);
  return {
    logPi: tf.sub(tf.log(exponential), tf.log(total)),
    pi: tf.div(exponential, total),
  };
}

/**
 * The categories that win the race argmin_i π_i exp(−φ_i); the winner is distributed as
 * softmax(φ) (Yin, Yue, Zhou 2019, section 2). Compared as logarithms, so that strongly skewed
 * logits neither overflow nor tie at zero.
 *
 * @param logPi - [..., C]; its scale does not matter.
 * @param logits - broadcastable to [..., C].
 * @returns int32, [...].
 */
export function raceWinners(logPi: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.argMin(tf.sub(logPi, logits), -1);
}

/** The best of a race's entries: their scores log π − φ and which categories they are, as floats. */
export interface Leader {
  readonly score: tf.Tensor;
  readonly index: tf.Tensor;
}

/**
 * The `count` lowest scores in order, and whose they are. A swap changes two entries of a race, so that
 * the first three decide the rest of all C(C−1)/2 swapped races, without racing C entries in each.
 *
 * @param scores - [C, B, V]; +∞ keeps an entry out. Beyond the last entry, leaders score +∞.
 * @returns leaders, [B, V] each.
 */
export function leaders(scores: tf.Tensor, count: number): Leader[] {
  const indices = categoryIndices(scores.shape[0]);
  const found: Leader[] = [];
  let left = scores;
  while (found.length < count) {
    const index = tf.cast(tf.argMin(left, 0), 'float32');
    found.push({ score: tf.min(left, 0), index });
    left = tf.where(tf.equal(indices, index), tf.scalar(Number.POSITIVE_INFINITY), left);
  }
  return found;
}

/** 0 … C − 1 along the first axis: floats, [C, 1, 1]. */
export function categoryIndices(categories: number): tf.Tensor3D {
  return tf.reshape(tf.range(0, categories), [categories, 1, 1]);
}
