import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';

/** Fully connected layers, LeakyReLU between them and none after the last. */
export interface DenseNetwork {
  /** Widths of inputs, hidden layers and outputs. Without hidden layers the network is linear. */
  readonly widths: readonly number[];
  /** Slope of LeakyReLU for negative inputs. */
  readonly leakySlope: number;
}

/** The arrays of one layer. */
export interface DenseLayer {
  /** [in, out]. */
  readonly weights: Shape;
  /** [out]. */
  readonly bias: Shape;
  readonly isLast: boolean;
}

/** The layers, input side first. Their arrays are named `<layer>/weights` and `<layer>/bias`. */
export function denseLayers({ widths }: DenseNetwork): DenseLayer[] {
  return widths.slice(1).map((width, layer) => ({
    weights: [widths[layer] ?? 0, width],
    bias: [width],
    isLast: layer === widths.length - 2,
  }));
}

/** Rows through the network: [N, in] → [N, out]. */
export function applyDense(
  { widths, leakySlope }: DenseNetwork,
  layers: Named<tf.Tensor>,
  rows: tf.Tensor2D,
): tf.Tensor2D {
  const depth = widths.length - 1;
  let activation = rows;
  for (let layer = 0; layer < depth; layer += 1) {
    const weights = get(layers, `${layer}/weights`) as tf.Tensor2D;
    const product = tf.add<tf.Tensor2D>(
      tf.matMul(activation, weights),
      get(layers, `${layer}/bias`),
    );
    activation = layer < depth - 1 ? tf.leakyRelu(product, leakySlope) : product;
  }
  return activation;
}
