import * as tf from '@tensorflow/tfjs';
import type { Backend, DeviceArray } from '../backends/backend.ts';
import { mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue } from '../core/shapes.ts';

/** Host values as arrays of a backend, which then takes them without a copy; the caller disposes of them. */
export function onDevice(
  backend: Backend,
  values: Named<InitialValue>,
): Promise<Record<string, DeviceArray>> {
  // Copies: what a program returns must not be its input.
  const program = backend.compile(
    (inputs) => mapNamed(inputs, (tensor) => tf.mul(tensor, 1)),
    mapNamed(values, ({ shape }) => shape),
  );
  return program(mapNamed(values, (value) => value.values));
}
