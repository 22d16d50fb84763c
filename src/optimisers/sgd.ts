import * as tf from '@tensorflow/tfjs';
import { get, mapNamed } from '../core/named.ts';
import type { Optimiser } from './contract.ts';

/** Stochastic gradient ascent, θ + rate · g (Robbins and Monro 1951). It has no settings and no state. */
export function sgd(): Optimiser {
  return {
    name: 'sgd',
    initialState: () => ({}),
    update: ({ parameters, gradients, rates }) => ({
      parameters: mapNamed(parameters, (value, name) =>
        tf.add(value, tf.mul(get(gradients, name), get(rates, name))),
      ),
      state: {},
    }),
  };
}
