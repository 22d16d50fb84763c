import * as tf from '@tensorflow/tfjs';
import { mapNamed, take } from '../core/named.ts';
import type { Named } from '../core/named.ts';

/**
 * One step of an exponential moving average that starts at zero: `decay` × average + (1 − `decay`) ×
 * value.
 */
export function moveAverage(
  average: tf.Tensor,
  value: tf.Tensor | number,
  decay: number,
): tf.Tensor {
  return tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay));
}

/** Decays and ε of Adam (Kingma and Ba 2015). */
export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Adam's moments of a group of parameters. */
export interface AdamState {
  /** Moving average of the gradients, by parameter. */
  readonly first: Named<tf.Tensor>;
  /** Moving average of the squared gradients, by parameter. */
  readonly second: Named<tf.Tensor>;
  /** 1 − β1^t, a scalar. */
  readonly firstWeight: tf.Tensor;
  /** 1 − β2^t, a scalar. */
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
 * The corrections 1 − β^t are carried as averages of the constant 1: β^t would lose four digits of
 * 1 − β^t in float32.
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
  const firstWeight = moveAverage(state.firstWeight, 1, beta1);
  const secondWeight = moveAverage(state.secondWeight, 1, beta2);
  const correction = tf.div(tf.sqrt(secondWeight), firstWeight);
  const first = mapNamed(gradients, (gradient, name) =>
    moveAverage(take(state.first, name), gradient, beta1),
  );
  const second = mapNamed(gradients, (gradient, name) =>
    moveAverage(take(state.second, name), tf.square(gradient), beta2),
  );
  const updated = mapNamed(gradients, (_, name) => {
    const direction = tf.div(take(first, name), tf.add(tf.sqrt(take(second, name)), epsilon));
    const scale = tf.mul(correction, take(rates, name));
    return tf.add(take(parameters, name), tf.mul(direction, scale));
  });
  return { parameters: updated, state: { first, second, firstWeight, secondWeight } };
}
