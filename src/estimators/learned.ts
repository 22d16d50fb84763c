import type * as tf from '@tensorflow/tfjs';
import { addPrefix, mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { RandomStream } from '../core/random.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import { denseLayers } from '../networks/dense.ts';
import type { DenseNetwork } from '../networks/dense.ts';
import { glorotUniform, zeros } from '../networks/starts.ts';
import { adam } from '../optimisers/adam.ts';

/** Adam with the decays and the ε of the benchmark's own. */
const optimiser = adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });

/** Starting values of a network whose output is zero at first: its last layer is. */
export function startNetwork(
  network: DenseNetwork,
  random: RandomStream,
): Record<string, InitialValue> {
  return Object.fromEntries(
    denseLayers(network).flatMap(({ weights, bias, isLast }, layer): [string, InitialValue][] => {
      const start = isLast ? zeros : glorotUniform;
      return [
        [`${layer}/weights`, { shape: weights, values: start(weights, random) }],
        [`${layer}/bias`, { shape: bias, values: zeros(bias, random) }],
      ];
    }),
  );
}

/** `learned/…` and `adam/…`: values that an estimator learns itself, before the first step. */
export function startLearned(initial: Named<InitialValue>): Record<string, InitialValue> {
  const shapes: Record<string, Shape> = mapNamed(initial, ({ shape }) => shape);
  return {
    ...addPrefix('learned', initial),
    ...addPrefix('adam', optimiser.initialState(shapes)),
  };
}

/** The learned values as the step before left them. */
export function learnedValues(state: Named<tf.Tensor>): Record<string, tf.Tensor> {
  return stripPrefix(state, 'learned');
}

/**
 * A step of Adam uphill, and its state.
 *
 * @param gradients - of what is maximised, by the names of the learned values.
 * @param rate - the learning rate of all of them.
 */
export function learn(
  state: Named<tf.Tensor>,
  gradients: Named<tf.Tensor>,
  rate: number,
): Record<string, tf.Tensor> {
  const learned = learnedValues(state);
  const { parameters, state: own } = optimiser.update({
    parameters: learned,
    gradients,
    state: stripPrefix(state, 'adam'),
    rates: mapNamed(learned, () => rate),
  });
  return { ...addPrefix('learned', parameters), ...addPrefix('adam', own) };
}
