import * as tf from '@tensorflow/tfjs';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import type { Optimiser, OptimiserInputs } from './contract.ts';
import { discountedSum } from './discounted-sum.ts';
import { zeros } from './zeros.ts';

/** Decays and ε of Adam (Kingma and Ba 2015). */
export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** What Adam remembers and the steps that it leads to. */
interface Moments {
  /**
   * The step of a parameter, uphill: rate · m̂ / (√v̂ + ε); see `adam` for the ε. One at a time: its
   * arrays are still in the processor's cache when it is added.
   */
  readonly step: (name: string) => tf.Tensor;
  readonly state: Record<string, tf.Tensor>;
}

/**
 * Adam's moments, which AdamW shares, as discounted sums:
 *
 * - `first/…`: M = Σ β1^(T−t) g_t and `second/…`: S = Σ β2^(T−t) g_t², by parameter;
 * - `first-weight`: w1 = Σ β1^(T−t) and `second-weight`: w2 = Σ β2^(T−t), scalars.
 *
 * M / w1 and S / w2 are the bias-corrected moments.
 */
export function initialMoments(shapes: Named<Shape>): Record<string, InitialValue> {
  return {
    ...addPrefix('first', zeros(shapes)),
    ...addPrefix('second', zeros(shapes)),
    ...zeros({ 'first-weight': [], 'second-weight': [] }),
  };
}

/** Takes the moments a step further: rate (√w2 / w1) · M / (√S + ε / √(1 − β2)). */
export function followMoments(
  { gradients, state, rates }: OptimiserInputs,
  { beta1, beta2, epsilon }: AdamSettings,
): Moments {
  const [firstBefore, secondBefore] = [stripPrefix(state, 'first'), stripPrefix(state, 'second')];
  const firstWeight = discountedSum(get(state, 'first-weight'), 1, beta1);
  const secondWeight = discountedSum(get(state, 'second-weight'), 1, beta2);
  const correction = tf.div(tf.sqrt(secondWeight), firstWeight);
  const first = mapNamed(gradients, (gradient, name) =>
    discountedSum(get(firstBefore, name), gradient, beta1),
  );
  const second = mapNamed(gradients, (gradient, name) =>
    discountedSum(get(secondBefore, name), tf.square(gradient), beta2),
  );
  const offset = epsilon / Math.sqrt(1 - beta2);
  return {
    step: (name) => {
      const direction = tf.div(get(first, name), tf.add(tf.sqrt(get(second, name)), offset));
      return tf.mul(direction, tf.mul(correction, get(rates, name)));
    },
    state: {
      ...addPrefix('first', first),
      ...addPrefix('second', second),
      'first-weight': firstWeight,
      'second-weight': secondWeight,
    },
  };
}

/** The second moments serve whoever needs discounted squares with the same decay. */
export function squaresOf({ beta2 }: AdamSettings): NonNullable<Optimiser['discountedSquares']> {
  return (state, decay) => (decay === beta2 ? stripPrefix(state, 'second') : undefined);
}
