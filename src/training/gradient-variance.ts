import * as tf from '@tensorflow/tfjs';
import type { Program } from '../backends/backend.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { discountedSum } from '../optimisers/discounted-sum.ts';

/**
 * Follows the encoder's gradient: discounted sums of g, of g² and of ones. Quotients of them are
 * moving averages without bias towards their start at zero.
 *
 * @param state - `mean/…` and `square/…` by parameter, and `weight`. Without `square/…`, the
 *   optimiser follows these sums, and its own serve.
 * @param gradients - g by parameter, of the batch-mean ELBO.
 * @returns the next `state`.
 */
export function followGradient(
  state: Named<tf.Tensor>,
  gradients: Named<tf.Tensor>,
  decay: number,
): Record<string, tf.Tensor> {
  const means = stripPrefix(state, 'mean');
  const squares = stripPrefix(state, 'square');
  return {
    ...addPrefix(
      'mean',
      mapNamed(gradients, (gradient, name) => discountedSum(get(means, name), gradient, decay)),
    ),
    ...addPrefix(
      'square',
      mapNamed(squares, (square, name) =>
        discountedSum(square, tf.square(get(gradients, name)), decay),
      ),
    ),
    weight: discountedSum(get(state, 'weight'), 1, decay),
  };
}

/**
 * The mean over all components of E[g²] − E[g]², both averages freed of their bias: a scalar named
 * `variance`, in (nats per parameter unit)².
 *
 * Its inputs are what `followGradient` returns, with `square/…`.
 */
export const gradientVariance: Program = (inputs) => {
  const weight = get(inputs, 'weight');
  const squares = stripPrefix(inputs, 'square');
  const means = Object.entries(stripPrefix(inputs, 'mean'));
  const components = means.reduce((sum, [, mean]) => sum + mean.size, 0);
  const sums = means.map(([name, mean]) =>
    tf.sum(tf.sub(tf.div(get(squares, name), weight), tf.square(tf.div(mean, weight)))),
  );
  return { variance: tf.div(tf.addN(sums), components) };
};
