import type { GraphNode } from '../graph.ts';
import { constantInts, int, ints } from '../operators/operator.ts';
import { sizeOf } from '../shapes.ts';
import type { Rule } from './rewrite.ts';

/** Beyond this many rows ONNX Runtime's own sum is as fast. */
const MAX_ROWS = 64;
/** Below this many columns there is nothing to gain. */
const MIN_COLUMNS = 1024;

/** The axes of a sum or a mean. */
function axesOf({ op, inputs, attributes }: GraphNode): readonly number[] | undefined {
  if (op === 'ReduceMean') return ints(attributes, 'axes');
  const axes = inputs[1];
  return op === 'ReduceSum' && axes !== undefined ? constantInts(axes) : undefined;
}

/**
 * The sum or mean of a few long rows as the product with a row of ones. ONNX Runtime sums over leading
 * axes column by column, at a tenth of the speed of its matrix product.
 */
export const multiplyLeadingSums: Rule = ({ builder, node, value }) => {
  const axes = axesOf(node);
  const [x] = node.inputs;
  if (axes === undefined || x?.dtype !== 'float32') return undefined;
  if (int(node.attributes, 'keepdims', 1) !== 0 || axes.length === 0) return undefined;
  if (axes.toSorted((a, b) => a - b).some((axis, at) => axis !== at)) return undefined;
  const rows = sizeOf(x.shape.slice(0, axes.length));
  const columns = sizeOf(x.shape.slice(axes.length));
  if (rows < 2 || rows > MAX_ROWS || columns < MIN_COLUMNS) return undefined;
  const share = node.op === 'ReduceMean' ? 1 / rows : 1;
  const weights = builder.constant(new Float32Array(rows).fill(share), [1, rows], 'float32');
  const matrix = builder.node('Reshape', [x, builder.int64s([rows, columns])]);
  const sums = builder.node('Gemm', [weights, matrix]);
  return builder.node('Reshape', [sums, builder.int64s(value.shape)]);
};
