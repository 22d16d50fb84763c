import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue } from '../core/shapes.ts';

/** A mean over earlier steps, and the state that makes it. */
export interface RunningMean {
  /** Σ_{t<T} β^(T−t) x_t / Σ_{t<T} β^(T−t), a scalar: 0 in the first step, which has no past. */
  readonly mean: tf.Tensor;
  /** The state for the next step. @param value - x_T, a scalar. */
  readonly next: (value: tf.Tensor) => Record<string, tf.Tensor>;
}

/** Discounted sums of x and of ones before the first step. */
export function startRunningMean(): Record<string, InitialValue> {
  return {
    sum: { shape: [], values: new Float32Array(1) },
    weight: { shape: [], values: new Float32Array(1) },
  };
}

/**
 * The running mean over earlier steps only: what a baseline may use. The quotient of two sums has no bias
 * towards the start at zero.
 *
 * @param state - `sum` and `weight`.
 * @param decay - β.
 */
export function runningMean(state: Named<tf.Tensor>, decay: number): RunningMean {
  const sum = get(state, 'sum');
  const weight = get(state, 'weight');
  return {
    // Both are zero before the first step, when the quotient must be zero too.
    mean: tf.div(sum, tf.maximum(weight, 1 - decay)),
    next: (value) => ({
      sum: tf.add(tf.mul(sum, decay), tf.mul(value, 1 - decay)),
      weight: tf.add(tf.mul(weight, decay), 1 - decay),
    }),
  };
}
