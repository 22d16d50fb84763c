import { cast, input, positiveAxes } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';
import type { OperatorName } from '../operators/table.ts';

/** A reduction over axes that keeps none of them unless asked to. */
const reduction =
  (op: OperatorName, axesAsInput = false): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const x = input(context, 'x');
    const rank = x.shape.length;
    // Max alone calls its axes something else.
    const named = attributes.axis ?? attributes.reductionIndices;
    const asked = named as number | number[] | null | undefined;
    const axes = positiveAxes(asked ?? x.shape.map((_, axis) => axis), rank);
    const keepDims = attributes.keepDims === true;
    if (axes.length === 0) return x;
    const keepdims = { int: keepDims ? 1 : 0 };
    return axesAsInput
      ? builder.node(op, [x, builder.int64s(axes)], { keepdims })
      : builder.node(op, [x], { keepdims, axes: { ints: axes } });
  };

/** The index of the first extreme along one axis, as int32. */
const extremeIndex =
  (op: OperatorName): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const x = input(context, 'x');
    const [axis = 0] = positiveAxes(attributes.axis as number | number[], x.shape.length);
    const index = builder.node(op, [x], { axis: { int: axis }, keepdims: { int: 0 } });
    return cast(builder, index, 'int32');
  };

const cumsum: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const [axis = 0] = positiveAxes(attributes.axis as number, x.shape.length);
  return builder.node(
    'CumSum',
    [x, builder.constant(BigInt64Array.of(BigInt(axis)), [], 'int64')],
    {
      exclusive: { int: attributes.exclusive === true ? 1 : 0 },
      reverse: { int: attributes.reverse === true ? 1 : 0 },
    },
  );
};

/** Kernels that reduce or scan an axis. */
export const reductions = {
  ArgMax: extremeIndex('ArgMax'),
  ArgMin: extremeIndex('ArgMin'),
  Cumsum: cumsum,
  Max: reduction('ReduceMax'),
  Mean: reduction('ReduceMean'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  Sum: reduction('ReduceSum', true),
} as const satisfies Record<string, Lowering>;
