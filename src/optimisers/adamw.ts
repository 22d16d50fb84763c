import * as tf from '@tensorflow/tfjs';
import { get, mapNamed } from '../core/named.ts';
import { followMoments, initialMoments, squaresOf } from './adam-moments.ts';
import type { AdamSettings } from './adam-moments.ts';
import type { Optimiser } from './contract.ts';

/** Settings of `adamw`. */
export interface AdamWSettings extends AdamSettings {
  readonly weightDecay: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): Adam's step, and
 * θ − rate · weightDecay · θ beside it.
 *
 * With a schedule, the paper multiplies both by its factor η_t; so does the rate here, which makes the
 * paper's λ the initial rate times `weightDecay`, as in PyTorch, optax and Keras. As in the paper, it
 * decays every parameter that it updates, biases too. ε stands where `adam` has it: without decay the
 * two are the same.
 *
 * State: see `initialMoments`.
 */
export function adamw({ weightDecay, ...settings }: AdamWSettings): Optimiser {
  return {
    name: 'adamw',
    initialState: initialMoments,
    update(inputs) {
      const { step, state } = followMoments(inputs, settings);
      const parameters = mapNamed(inputs.parameters, (value, name) => {
        // θ (1 − rate · weightDecay) would lose the decay of small rates in float32.
        const decayed = tf.mul(value, tf.mul(get(inputs.rates, name), -weightDecay));
        return tf.add(value, tf.add(step(name), decayed));
      });
      return { parameters, state };
    },
    discountedSquares: squaresOf(settings),
  };
}
