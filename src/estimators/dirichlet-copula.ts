import * as tf from '@tensorflow/tfjs';
import { dirichletRace } from '../distributions/race.ts';

/** x^n by repeated squaring: a power of floats costs as much as a dozen products. */
function wholePower(x: tf.Tensor, n: number): tf.Tensor {
  if (n === 1) return x;
  const half = wholePower(x, Math.floor(n / 2));
  const square = tf.mul(half, half);
  return n % 2 === 0 ? square : tf.mul(square, x);
}

/**
 * S uniform numbers that are negatively dependent: u_s = 1 − (1 − d_s)^(S − 1) with d ~ Dirichlet(1_S)
 * (Dimitriev and Zhou 2021). For S = 2 they are u and 1 − u.
 *
 * @param uniforms - independent, in (0, 1), [S, B, V].
 */
export function copulaUniforms(uniforms: tf.Tensor3D): tf.Tensor3D {
  const samples = uniforms.shape[0];
  const { pi } = dirichletRace(uniforms, 0);
  return tf.sub<tf.Tensor3D>(1, wholePower(tf.sub(1, pi), samples - 1));
}

/** (1 − a)^(1 / (S − 1)): what the joint distribution of two of the numbers is made of. */
export function survivalRoot(a: tf.Tensor, samples: number): tf.Tensor {
  const left = tf.maximum(tf.sub(1, a), 0);
  return samples === 2 ? left : tf.pow(left, 1 / (samples - 1));
}

/**
 * P(u_s > a, u_t > b) = max(0, A + B − 1)^(S − 1), given A and B by `survivalRoot`.
 */
export function jointSurvival(rootA: tf.Tensor, rootB: tf.Tensor, samples: number): tf.Tensor {
  return wholePower(tf.relu(tf.sub(tf.add(rootA, rootB), 1)), samples - 1);
}
