import type { GraphBuilder, Value } from '../graph.ts';
import { input, reshape } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';
import { broadcastShape } from '../operators/broadcast.ts';

function transposed(builder: GraphBuilder, x: Value): Value {
  const last = x.shape.length - 1;
  const perm = [...x.shape.keys()].slice(0, -2).concat([last, last - 1]);
  return builder.node('Transpose', [x], { perm: { ints: perm } });
}

/** One matrix each, in a batch of one: Gemm takes the transposes as flags. */
const batchMatMul: Lowering = (context) => {
  const { builder, attributes } = context;
  const [a, b] = [input(context, 'a'), input(context, 'b')];
  const [transA, transB] = [attributes.transposeA === true, attributes.transposeB === true];
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch.every((length) => length === 1)) {
    const plain = [a, b].map((x) => reshape(builder, x, x.shape.slice(-2)));
    const product = builder.node('Gemm', plain, {
      transA: { int: transA ? 1 : 0 },
      transB: { int: transB ? 1 : 0 },
    });
    return reshape(builder, product, [...batch, ...product.shape]);
  }
  const operands = [transA ? transposed(builder, a) : a, transB ? transposed(builder, b) : b];
  return builder.node('MatMul', operands);
};

/** Kernels of linear algebra. */
export const matrix = {
  BatchMatMul: batchMatMul,
} as const satisfies Record<string, Lowering>;
