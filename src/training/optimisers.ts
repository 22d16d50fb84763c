import * as tf from '@tensorflow/tfjs';
import { get, mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';

/**
 * One step of a discounted sum, Σ_t `decay`^(T−t) x_t: `decay` × sum + `value`.
 *
 * An exponential moving average without bias towards its start at zero is the quotient of two such
 * sums, of the values and of ones. The usual form scales every value by 1 − decay, which cancels and
 * costs a pass over all parameters; and 1 − decay^t would lose four digits in float32.
 */
export function discountedSum(sum: tf.Tensor, value: tf.Tensor | number, decay: number): tf.Tensor {
  return tf.add(tf.mul(sum, decay), value);
}

/** Decays and ε of Adam (Kingma and Ba 2015). */
export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Adam's moments of a group of parameters, as discounted sums. */
export interface AdamState {
  /** Σ β1^(T−t) g_t, by parameter. */
  readonly first: Named<tf.Tensor>;
  /** Σ β2^(T−t) g_t², by parameter. */
  readonly second: Named<tf.Tensor>;
  /** Σ β1^(T−t), a scalar. */
  readonly firstWeight: tf.Tensor;
  /** Σ β2^(T−t), a scalar. */
  readonly secondWeight: tf.Tensor;
}

/** What an Adam step returns. */
export interface AdamUpdate {
  readonly parameters: Record<string, tf.Tensor>;
  readonly state: AdamState;
}

/**
 * One step of Adam that *ascends* the gradient, in TensorFlow's formulation: ε is added to √v before
 * the bias correction, θ + rate √(1 − β2^t) / (1 − β1^t) · m / (√v + ε).
 *
 * In terms of the discounted sums M, S and their weights w1, w2 that is
 * θ + rate (√w2 / w1) · M / (√S + ε / √(1 − β2)).
 *
 * @param rates - the learning rate of every parameter, by name.
 */
export function adamStep(
  parameters: Named<tf.Tensor>,
  gradients: Named<tf.Tensor>,
  state: AdamState,
  rates: Named<number>,
  { beta1, beta2, epsilon }: AdamSettings,
): AdamUpdate {
  const firstWeight = discountedSum(state.firstWeight, 1, beta1);
  const secondWeight = discountedSum(state.secondWeight, 1, beta2);
  const correction = tf.div(tf.sqrt(secondWeight), firstWeight);
  const first = mapNamed(gradients, (gradient, name) =>
    discountedSum(get(state.first, name), gradient, beta1),
  );
  const second = mapNamed(gradients, (gradient, name) =>
    discountedSum(get(state.second, name), tf.square(gradient), beta2),
  );
  const offset = epsilon / Math.sqrt(1 - beta2);
  const updated = mapNamed(gradients, (_, name) => {
    const direction = tf.div(get(first, name), tf.add(tf.sqrt(get(second, name)), offset));
    const scale = tf.mul(correction, get(rates, name));
    return tf.add(get(parameters, name), tf.mul(direction, scale));
  });
  return { parameters: updated, state: { first, second, firstWeight, secondWeight } };
}
