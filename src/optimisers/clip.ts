import * as tf from '@tensorflow/tfjs';
import { mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';

/**
 * Shortens gradients to a norm: g · min(1, `most` / ‖g‖), where ‖g‖ is the Euclidean norm over all components of
 * all of them (Pascanu, Mikolov, Bengio 2013, algorithm 1). Shorter ones stay as they are, to the bit.
 *
 * @param gradients - by name, of any shapes.
 * @param most - greater than 0.
 */
export function clipByNorm(gradients: Named<tf.Tensor>, most: number): Record<string, tf.Tensor> {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const factor = tf.div(most, tf.maximum(norm, most));
  return mapNamed(gradients, (gradient) => tf.mul(gradient, factor));
}
