import * as tf from '@tensorflow/tfjs';

/** Draws from Dirichlet(1, …, 1) as normalised exponential clocks. */
export interface DirichletRace {
  /** log π, [B, V, C]. */
  readonly logPi: tf.Tensor3D;
  /** π, [B, V, C]: rows sum to 1. */
  readonly pi: tf.Tensor3D;
}

/**
 * π ~ Dirichlet(1_C) for every variable: π_i = E_i / Σ E with E_i = −log u_i exponential.
 *
 * @param uniforms - [B, V, C], in (0, 1).
 */
export function dirichletRace(uniforms: tf.Tensor3D): DirichletRace {
  const exponential = tf.neg(tf.log(uniforms));
  const total = tf.sum(exponential, 2, true);
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
