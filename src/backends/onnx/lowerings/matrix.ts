import { backend_util, upcastType } from '@tensorflow/tfjs';
import { numeric } from '../data-types.ts';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, reshape, sum, transpose } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import { broadcastShape } from '../operators/broadcast.ts';
import { finish } from './activations.ts';

function transposed(builder: GraphBuilder, x: Value): Value {
  const last = x.shape.length - 1;
  return transpose(builder, x, [...x.shape.keys()].slice(0, -2).concat([last, last - 1]));
}

/** One matrix each, in a batch of one: Gemm takes the transposes as flags. Floats only. */
function product(builder: GraphBuilder, a: Value, b: Value, transA: boolean, transB: boolean) {
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch.every((length) => length === 1)) {
    const plain = [a, b].map((x) => reshape(builder, x, x.shape.slice(-2)));
    const single = builder.node('Gemm', plain, {
      transA: { int: transA ? 1 : 0 },
      transB: { int: transB ? 1 : 0 },
    });
    return reshape(builder, single, [...batch, ...single.shape]);
  }
  const operands = [transA ? transposed(builder, a) : a, transB ? transposed(builder, b) : b];
  return builder.node('MatMul', operands);
}

const matMul = (context: LoweringContext): Value => {
  const { builder, attributes } = context;
  const [a, b] = [input(context, 'a'), input(context, 'b')];
  const [floatA, floatB] = [cast(builder, a, 'float32'), cast(builder, b, 'float32')];
  const [transA, transB] = [attributes.transposeA === true, attributes.transposeB === true];
  const dtype = numeric(upcastType(a.dtype as 'float32', b.dtype as 'float32'));
  return cast(builder, product(builder, floatA, floatB, transA, transB), dtype);
};

/** Steps of products and sums, in the order in which TensorFlow.js plans them. */
const einsum: Lowering = ({ builder, list, attributes }) => {
  const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(
    attributes.equation as string,
    list.length,
  );
  backend_util.checkEinsumDimSizes(
    allDims.length,
    idDims,
    list.map(({ shape }) => ({ shape })) as never,
  );
  const { path, steps } = backend_util.getEinsumComputePath(summedDims, idDims);
  let remaining = allDims.length;
  let result: Value | undefined;
  for (const [at, terms] of steps.entries()) {
    for (const term of terms) {
      const { permutationIndices, expandDims } = backend_util.getEinsumPermutation(
        remaining,
        idDims[term] ?? [],
      );
      const operand = list[term];
      if (operand === undefined)
        throw new Error(`Einsum names a tensor ${term} that is not there.`);
      const turned = transpose(builder, operand, permutationIndices);
      const shape = expandDims.reduce<readonly number[]>(
        (lengths, axis) => lengths.toSpliced(axis, 0, 1),
        turned.shape,
      );
      const aligned = reshape(builder, turned, shape);
      result = result === undefined ? aligned : builder.node('Mul', [aligned, result]);
    }
    const summed = path[at] ?? -1;
    if (at === steps.length - 1 || result === undefined) continue;
    if (summed >= 0) result = sum(builder, result, [summed - (allDims.length - remaining)]);
    remaining -= 1;
  }
  if (result === undefined) throw new Error('Einsum came without a tensor.');
  return result;
};

/** Kernels of linear algebra. */
export const matrix = {
  BatchMatMul: matMul,
  Einsum: einsum,
  _FusedMatMul: (context) => finish(context, matMul(context)),
} as const satisfies Record<string, Lowering>;
