import * as tf from '@tensorflow/tfjs';
import type { Estimator, LearningSignal } from './contract.ts';

/** What the estimators of one antithetic pair have in common. */
export const pairEstimator = {
  unbiased: true,
  categories: 2,
  family: 'coupled samples',
  cost: '2',
  evaluations: () => 2,
  noise: ({ batch, variables }) => ({ pair: [batch, variables] }),
} as const satisfies Partial<Estimator>;

/** The antithetic pair that ARM and DisARM evaluate for two categories. */
export interface AntitheticPair {
  /** l = φ_1 − φ_0, [B, V]. */
  readonly logit: tf.Tensor2D;
  /** 1[u > σ(−l)], the category of the first point: [B, V], zeros and ones. */
  readonly first: tf.Tensor2D;
  /** 1[u < σ(l)], the category of the second point: [B, V], zeros and ones. */
  readonly second: tf.Tensor2D;
  /** f(first) − f(second), [B, 1]. */
  readonly difference: tf.Tensor2D;
}

/** Draws the pair and evaluates f on it. `uniforms`: [B, V] in (0, 1). */
export function antitheticPair(
  logits: tf.Tensor3D,
  uniforms: tf.Tensor2D,
  f: LearningSignal,
): AntitheticPair {
  const [zero, one] = tf.unstack(logits, 2) as [tf.Tensor2D, tf.Tensor2D];
  const logit = tf.sub<tf.Tensor2D>(one, zero);
  const first: tf.Tensor2D = tf.cast(tf.greater(uniforms, tf.sigmoid(tf.neg(logit))), 'float32');
  const second: tf.Tensor2D = tf.cast(tf.less(uniforms, tf.sigmoid(logit)), 'float32');
  const categories = tf.stack([first, second]);
  const values = f(tf.stack([tf.sub(1, categories), categories], 3) as tf.Tensor4D);
  const [ofFirst, ofSecond] = tf.unstack(values) as [tf.Tensor1D, tf.Tensor1D];
  const difference: tf.Tensor2D = tf.expandDims(tf.sub(ofFirst, ofSecond), 1);
  return { logit, first, second, difference };
}

/** ∂φ from ∂l, [B, V]: l = φ_1 − φ_0, so that ∂φ_1 = ∂l and ∂φ_0 = −∂l. Returns [B, V, 2]. */
export function fromLogitGradient(gradient: tf.Tensor): tf.Tensor3D {
  return tf.stack([tf.neg(gradient), gradient], 2) as tf.Tensor3D;
}
