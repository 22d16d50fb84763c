import * as tf from '@tensorflow/tfjs';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import type { Optimiser } from './contract.ts';
import { discountedSum } from './discounted-sum.ts';
import { zeros } from './zeros.ts';

/** Settings of `momentum`. */
export interface MomentumSettings {
  /** Decay μ of the velocity. */
  readonly momentum: number;
  /** Whether the step looks ahead: g + μ v instead of v. */
  readonly nesterov: boolean;
}

/**
 * Gradient ascent with momentum (Polyak 1964): v ← μ v + g, θ + rate · v; or Nesterov's form of it,
 * θ + rate · (g + μ v) with the new v (Sutskever, Martens, Dahl, Hinton 2013, in the variables of
 * Bengio, Boulanger-Lewandowski, Pascanu 2013). The velocity is free of the rate, so that a schedule
 * acts on the whole step at once.
 *
 * State: `velocity/…`, v by parameter.
 */
export function momentum({ momentum: decay, nesterov }: MomentumSettings): Optimiser {
  return {
    name: 'momentum',
    initialState: (shapes) => addPrefix('velocity', zeros(shapes)),
    update({ parameters, gradients, state, rates }) {
      const before = stripPrefix(state, 'velocity');
      const velocity = mapNamed(gradients, (gradient, name) =>
        discountedSum(get(before, name), gradient, decay),
      );
      const updated = mapNamed(parameters, (value, name) => {
        const direction = nesterov
          ? discountedSum(get(velocity, name), get(gradients, name), decay)
          : get(velocity, name);
        return tf.add(value, tf.mul(direction, get(rates, name)));
      });
      return { parameters: updated, state: addPrefix('velocity', velocity) };
    },
  };
}
