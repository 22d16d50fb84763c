import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';

/**
 * The layers that give for z what the given ones give for 2z − 1: (2z − 1) W + b = z (2W) + (b − Σ_i W_i).
 * The first layer's weights are far fewer than the points that it would have to be done for.
 */
export function takingCentred(layers: Named<tf.Tensor>): Named<tf.Tensor> {
  const weights = get(layers, '0/weights');
  return {
    ...layers,
    '0/weights': tf.mul(weights, 2),
    '0/bias': tf.sub(get(layers, '0/bias'), tf.sum(weights, 0)),
  };
}
