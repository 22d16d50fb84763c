import { cast, input, positiveAxes, reshape } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';

/** A reduction over axes that keeps none of them unless asked to. */
const reduction =
  (op: string, axesAsInput = false): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const x = input(context, 'x');
    const rank = x.shape.length;
    // Max alone calls its axes something else.
    const named = attributes.axis ?? attributes.reductionIndices;
    const asked = named as number | number[] | null | undefined;
    const axes = positiveAxes(asked ?? x.shape.map((_, axis) => axis), rank);
    const keepDims = attributes.keepDims === true;
    const shape = x.shape.flatMap((length, axis) =>
      axes.includes(axis) ? (keepDims ? [1] : []) : [length],
    );
    if (axes.length === 0) return x;
    const type = { shape, dtype: x.dtype };
    const keepdims = { int: keepDims ? 1 : 0 };
    return axesAsInput
      ? builder.node(op, [x, builder.int64s(axes)], type, { keepdims })
      : builder.node(op, [x], type, { keepdims, axes: { ints: axes } });
  };

/** The index of the first extreme along one axis, as int32. */
const extremeIndex =
  (op: string): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const x = input(context, 'x');
    const [axis = 0] = positiveAxes(attributes.axis as number | number[], x.shape.length);
    const shape = x.shape.toSpliced(axis, 1);
    const index = builder.node(
      op,
      [x],
      { shape, dtype: 'int64' },
      {
        axis: { int: axis },
        keepdims: { int: 0 },
      },
    );
    return cast(builder, index, 'int32');
  };

const cumsum: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const [axis = 0] = positiveAxes(attributes.axis as number, x.shape.length);
  return builder.node('CumSum', [x, reshape(builder, builder.int64s([axis]), [])], x, {
    exclusive: { int: attributes.exclusive === true ? 1 : 0 },
    reverse: { int: attributes.reverse === true ? 1 : 0 },
  });
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
