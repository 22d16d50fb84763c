import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue } from '../core/shapes.ts';
import { nonNegativeField, positiveField } from './settings-fields.ts';

/** The settings of an estimator with a temperature. */
export const temperatureFields = (start: number) => ({
  temperature: positiveField(start, 'Temperature τ of the first step.'),
  annealing: nonNegativeField(
    0,
    'Rate r of the annealing τ exp(−r t), t the steps taken; 0 keeps τ as it is.',
  ),
  leastTemperature: positiveField(0.1, 'Where annealing stops.'),
});

/** Their values. */
export interface TemperatureSettings {
  readonly temperature: number;
  readonly annealing: number;
  readonly leastTemperature: number;
}

/** `steps`, the steps taken, where the temperature is annealed. */
export function startTemperature({ annealing }: TemperatureSettings): Record<string, InitialValue> {
  return annealing === 0 ? {} : { steps: { shape: [], values: new Float32Array(1) } };
}

/**
 * The temperature of this step, max(least, τ exp(−r t)), and the state for the next (Jang, Gu, Poole 2017,
 * appendix).
 */
export function temperatureAt(
  state: Named<tf.Tensor>,
  { temperature, annealing, leastTemperature }: TemperatureSettings,
): { readonly temperature: tf.Tensor; readonly state: Record<string, tf.Tensor> } {
  if (annealing === 0) return { temperature: tf.scalar(temperature), state: {} };
  const steps = get(state, 'steps');
  const annealed = tf.mul(tf.exp(tf.mul(steps, -annealing)), temperature);
  return {
    temperature: tf.maximum(annealed, Math.min(leastTemperature, temperature)),
    state: { steps: tf.add(steps, 1) },
  };
}
