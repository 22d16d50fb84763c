import * as tf from '@tensorflow/tfjs';
import type { Estimator, LearningSignal } from './contract.ts';

/** What the estimators that differentiate f at one point, and are biased, have in common. */
export const oneDerivative = {
  family: 'relaxations',
  unbiased: false,
  cost: '1',
  derivativeCost: '1',
  evaluations: () => 1,
  derivatives: () => 1,
} as const satisfies Partial<Estimator>;

/**
 * J_sᵀ g = s ⊙ (g − Σ_c s_c g_c): pulls a gradient with respect to s = softmax(a) back to a.
 *
 * @param s - points of the simplex along the last axis.
 * @param gradient - broadcastable to the shape of s.
 */
export function throughSoftmax<T extends tf.Tensor>(s: T, gradient: tf.Tensor): T {
  const mean = tf.sum(tf.mul(s, gradient), -1, true);
  return tf.mul(s, tf.sub(gradient, mean));
}

/** f and its derivative at some points. */
export interface DifferentiatedSignal {
  /** f(z), [S, B]. */
  readonly value: tf.Tensor2D;
  /** ∂f/∂z, [S, B, V, C]. */
  readonly derivative: tf.Tensor4D;
}

/** @param z - anywhere in the simplex product, [S, B, V, C]. */
export function differentiate(f: LearningSignal, z: tf.Tensor4D): DifferentiatedSignal {
  const { value, grad } = tf.valueAndGrad((points: tf.Tensor) => f(points as tf.Tensor4D))(z);
  return { value: value, derivative: grad as tf.Tensor4D };
}

/** Standard Gumbel variables −log(−log u). @param uniforms - in (0, 1). */
export function gumbels<T extends tf.Tensor>(uniforms: T): T {
  return tf.neg(tf.log(tf.neg(tf.log(uniforms))));
}
