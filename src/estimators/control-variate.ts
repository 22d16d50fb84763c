import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { relaxed } from './conditional-gumbel.ts';
import type { ConditionalGumbels } from './conditional-gumbel.ts';
import type { LearningSignal } from './contract.ts';
import { differentiate } from './relaxation.ts';

/** What one draw of a relaxed control variate consists of. */
export interface RelaxedDraw {
  /** φ, [B, V, C]. */
  readonly logits: tf.Tensor3D;
  /** One-hot, [1, B, V, C]. */
  readonly z: tf.Tensor4D;
  /** f(z), [1, B]. */
  readonly signal: tf.Tensor2D;
  /** y = log p + G whose argmax is z, [1, B, V, C]; that of `conditional` when left out. */
  readonly free?: tf.Tensor4D;
  /** ỹ ~ y given z, [1, B, V, C]. */
  readonly conditional: ConditionalGumbels;
}

/** c at the relaxed points of y and of ỹ, and ∂c/∂y and ∂c/∂ỹ there; [1, B] and [1, B, V, C]. */
interface ControlVariate {
  readonly ofConditional: tf.Tensor2D;
  readonly freeGradient: tf.Tensor4D;
  readonly conditionalGradient: tf.Tensor4D;
}

function evaluate(
  control: LearningSignal,
  { free, conditional }: RelaxedDraw,
  temperature: tf.Tensor,
): ControlVariate {
  const both = free === undefined ? conditional.values : tf.concat([free, conditional.values]);
  const { point, pullBack } = relaxed(both, temperature);
  const { value, derivative } = differentiate(control, point);
  const gradient = pullBack(derivative);
  if (free === undefined) {
    return { ofConditional: value, freeGradient: gradient, conditionalGradient: gradient };
  }
  const [freeGradient, conditionalGradient] = tf.split(gradient, 2) as [tf.Tensor4D, tf.Tensor4D];
  const [, ofConditional] = tf.split(value, 2) as [tf.Tensor2D, tf.Tensor2D];
  return { ofConditional, freeGradient, conditionalGradient };
}

/**
 * (f(z) − c(ỹ)) (z − p) + ∂_φ c(y) − ∂_φ c(ỹ), c(·) = control(softmax(· / τ)): the score function of
 * f − c, and the gradient of E[c] by reparametrisation. Unbiased for every c.
 *
 * @returns [B, V, C].
 */
export function controlled(
  draw: RelaxedDraw,
  control: LearningSignal,
  temperature: tf.Tensor,
): tf.Tensor3D {
  const { logits, z, signal, conditional } = draw;
  const { ofConditional, freeGradient, conditionalGradient } = evaluate(control, draw, temperature);
  const rest = tf.reshape(tf.sub(signal, ofConditional), [1, -1, 1, 1]);
  const score = tf.mul(rest, tf.sub(z, tf.softmax(logits)));
  const ofControl = tf.sub(freeGradient, conditional.pullBack(conditionalGradient));
  return tf.squeeze(tf.add(score, ofControl), [0]);
}

/** η f: the control variate of REBAR. */
export function scaledSignal(f: LearningSignal, learned: Named<tf.Tensor>): LearningSignal {
  return (z) => tf.mul(get(learned, 'eta'), f(z));
}

/** τ. */
export function temperatureOf(learned: Named<tf.Tensor>): tf.Tensor {
  return tf.exp(get(learned, 'log-temperature'));
}
