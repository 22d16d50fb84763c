import * as tf from '@tensorflow/tfjs';
import { logAddExp } from '../distributions/log-sum.ts';
import { throughSoftmax } from './relaxation.ts';

/** Gumbel variables of the categories given which of them is the largest. */
export interface ConditionalGumbels {
  /** ỹ, distributed as log p + G given that z is its argmax: [S, B, V, C]. */
  readonly values: tf.Tensor4D;
  /** ∂/∂φ of a function whose ∂/∂ỹ is given, the uniforms held fixed: [S, B, V, C] → [S, B, V, C]. */
  readonly pullBack: (gradient: tf.Tensor4D) => tf.Tensor4D;
}

/**
 * With w = −log u and the winner i: ỹ_i = −log w_i, the largest of all, and
 * ỹ_c = −log(w_c / p_c + w_i) (Tucker et al. 2017, appendix; Maddison, Mnih, Teh 2017).
 *
 * ∂ỹ_c/∂log p_c = (w_c/p_c) / (w_c/p_c + w_i) and 0 for i; log p is normalised, which the way back from
 * log p to φ accounts for. In logarithms, so that p_c = exp(−100) does no harm.
 *
 * @param z - one-hot winners, [1, B, V, C].
 * @param uniforms - in (0, 1), [S, B, V, C].
 */
export function conditionalGumbels(
  logits: tf.Tensor3D,
  z: tf.Tensor4D,
  uniforms: tf.Tensor4D,
): ConditionalGumbels {
  const logProb = tf.logSoftmax(logits);
  const logClocks = tf.log(tf.neg(tf.log(uniforms)));
  const ofWinner = tf.sum(tf.mul(logClocks, z), -1, true);
  const ofOthers = tf.sub(logClocks, logProb);
  const notWinner = tf.sub(1, z);
  const values = tf.neg<tf.Tensor4D>(
    tf.add(tf.mul(z, ofWinner), tf.mul(notWinner, logAddExp(ofOthers, ofWinner))),
  );
  const share = tf.mul(notWinner, tf.sigmoid(tf.sub(ofOthers, ofWinner)));
  const p = tf.softmax(logits);
  return {
    values,
    pullBack(gradient) {
      const ofLogProb = tf.mul<tf.Tensor4D>(gradient, share);
      return tf.sub(ofLogProb, tf.mul(p, tf.sum(ofLogProb, -1, true)));
    },
  };
}

/** Where softmax(y / τ) is, and how a gradient at that point comes back to y. */
export function relaxed(
  y: tf.Tensor4D,
  temperature: tf.Tensor,
): { readonly point: tf.Tensor4D; readonly pullBack: (gradient: tf.Tensor4D) => tf.Tensor4D } {
  const point: tf.Tensor4D = tf.softmax(tf.div(y, temperature));
  return {
    point,
    pullBack: (gradient) => tf.div(throughSoftmax(point, gradient), temperature),
  };
}
