import { denseLayers } from '../networks/dense.ts';
import type { DenseNetwork } from '../networks/dense.ts';
import { glorotUniform, zeros } from '../networks/starts.ts';
import type { Parameter, ParameterGroup } from './contract.ts';
import type { MatrixProduct, NetworkProducts } from './products.ts';

/**
 * The parameters `<layer>/weights` [in, out], Glorot-uniform at first, and `<layer>/bias` [out].
 *
 * @param outputBias - starting values of the last bias; the others start at zero.
 */
export function denseParameters(
  network: DenseNetwork,
  group: ParameterGroup,
  outputBias: Parameter['start'] = zeros,
): Record<string, Parameter> {
  return Object.fromEntries(
    denseLayers(network).flatMap(({ weights, bias, isLast }, layer): [string, Parameter][] => [
      [`${layer}/weights`, { group, shape: weights, start: glorotUniform }],
      [`${layer}/bias`, { group, shape: bias, start: isLast ? outputBias : zeros }],
    ]),
  );
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
