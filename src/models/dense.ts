import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { Parameter, ParameterGroup } from './contract.ts';
import type { MatrixProduct, NetworkProducts } from './products.ts';
import { glorotUniform, zeros } from './starts.ts';

/** Fully connected layers, LeakyReLU between them and none after the last. */
export interface DenseNetwork {
  /** Widths of inputs, hidden layers and outputs. Without hidden layers the network is linear. */
  readonly widths: readonly number[];
  /** Slope of LeakyReLU for negative inputs. */
  readonly leakySlope: number;
}

/**
 * The parameters `<layer>/weights` [in, out], Glorot-uniform at first, and `<layer>/bias` [out].
 *
 * @param outputBias - starting values of the last bias; the others start at zero.
 */
export function denseParameters(
  { widths }: DenseNetwork,
  group: ParameterGroup,
  outputBias = zeros,
): Record<string, Parameter> {
  const last = widths.length - 2;
  return Object.fromEntries(
    widths.slice(1).flatMap((width, layer): [string, Parameter][] => [
      [`${layer}/weights`, { group, shape: [widths[layer] ?? 0, width], start: glorotUniform }],
      [`${layer}/bias`, { group, shape: [width], start: layer === last ? outputBias : zeros }],
    ]),
  );
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

/**
 * One product per layer. The gradient of a layer takes that of its weights, inputsᵀ × gradient, and for
 * every layer but the first that of its inputs, gradient × weightsᵀ.
 */
export function denseProducts(
  { widths }: Pick<DenseNetwork, 'widths'>,
  rows: number,
): NetworkProducts {
  const forward = widths.slice(1).map((columns, layer): MatrixProduct => {
    const inner = widths[layer] ?? 0;
    return { rows, inner, columns, transposeA: false, transposeB: false };
  });
  const backward = forward.flatMap(({ inner, columns }, layer): MatrixProduct[] => [
    { rows: inner, inner: rows, columns, transposeA: true, transposeB: false },
    ...(layer === 0
      ? []
      : [{ rows, inner: columns, columns: inner, transposeA: false, transposeB: true }]),
  ]);
  return { forward, backward };
}
