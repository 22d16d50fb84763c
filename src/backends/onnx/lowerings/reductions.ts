import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, positiveAxes, reshape, scalar, slice, sum, through } from '../lowering.ts';
import type { Lowering, LoweringContext } from '../lowering.ts';
import type { OperatorName } from '../operators/table.ts';

interface Reduced {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

function asked({ attributes }: LoweringContext, x: Value): Reduced {
  // Max alone calls its axes something else.
  const named = attributes.axis ?? attributes.reductionIndices;
  const axes = named as number | number[] | null | undefined;
  return {
    axes: positiveAxes(axes ?? [...x.shape.keys()], x.shape.length),
    keepDims: attributes.keepDims === true,
  };
}

function reduce(
  builder: GraphBuilder,
  op: OperatorName,
  x: Value,
  { axes, keepDims }: Reduced,
): Value {
  if (axes.length === 0) return x;
  const keepdims = { int: keepDims ? 1 : 0 };
  return builder.node(op, [x], { keepdims, axes: { ints: axes } });
}

/** Reduces as another type and gives the result the type it had. */
const reduction =
  (op: OperatorName, numbers: 'int32' | 'float32' = 'int32'): Lowering =>
  (context) => {
    const x = input(context, 'x');
    const dtype = x.dtype === 'float32' ? 'float32' : numbers;
    return through(context.builder, dtype, x, (value) =>
      reduce(context.builder, op, value, asked(context, x)),
    );
  };

/** NaN wherever one is among the elements; ONNX Runtime passes some over. */
const extreme =
  (op: OperatorName): Lowering =>
  (context) => {
    const { builder } = context;
    const x = input(context, 'x');
    const axes = asked(context, x);
    if (x.dtype !== 'float32' || !context.exactNaN) return reduction(op)(context);
    const found = reduce(builder, op, x, axes);
    const isNaN = cast(builder, builder.node('IsNaN', [x]), 'float32');
    const any = cast(builder, reduce(builder, 'ReduceMax', isNaN, axes), 'bool');
    return builder.node('Where', [any, scalar(builder, Number.NaN), found]);
  };

const sumKernel: Lowering = (context) => {
  const x = input(context, 'x');
  const { axes, keepDims } = asked(context, x);
  const numbers = x.dtype === 'bool' ? cast(context.builder, x, 'int32') : x;
  return axes.length === 0 ? numbers : sum(context.builder, numbers, axes, keepDims);
};

const mean: Lowering = (context) => {
  const x = cast(context.builder, input(context, 'x'), 'float32');
  return reduce(context.builder, 'ReduceMean', x, asked(context, x));
};

/** The index of the first extreme along one axis, as int32; NaN is one only where it comes first. */
const extremeIndex =
  (op: OperatorName, worst: number): Lowering =>
  (context) => {
    const { builder, attributes, exactNaN } = context;
    const x = input(context, 'x');
    const [axis = 0] = positiveAxes(attributes.axis as number | number[], x.shape.length);
    const indexIn = (value: Value): Value => {
      const index = builder.node(op, [value], { axis: { int: axis }, keepdims: { int: 0 } });
      return cast(builder, index, 'int32');
    };
    if (x.dtype === 'bool') return indexIn(cast(builder, x, 'int32'));
    if (x.dtype !== 'float32' || !exactNaN) return indexIn(x);
    const isNaN = builder.node('IsNaN', [x]);
    const found = indexIn(builder.node('Where', [isNaN, scalar(builder, worst), x]));
    // TensorFlow.js starts from the first element, and nothing compares as better than NaN.
    const isFirst = slice(
      builder,
      isNaN,
      new Array<number>(x.shape.length).fill(0),
      x.shape.with(axis, 1),
    );
    const stuck = reshape(builder, isFirst, found.shape);
    return builder.node('Where', [stuck, scalar(builder, 0, 'int32'), found]);
  };

function scanned(context: LoweringContext) {
  const { attributes } = context;
  const x = input(context, 'x');
  const [axis = 0] = positiveAxes(attributes.axis as number, x.shape.length);
  const [exclusive, reverse] = [attributes.exclusive === true, attributes.reverse === true];
  return { x, axis, exclusive, reverse };
}

const cumsum: Lowering = (context) => {
  const { builder } = context;
  const { x, axis, exclusive, reverse } = scanned(context);
  const numbers = x.dtype === 'bool' ? cast(builder, x, 'int32') : x;
  return builder.node('CumSum', [numbers, scalar(builder, axis, 'int64')], {
    exclusive: { int: exclusive ? 1 : 0 },
    reverse: { int: reverse ? 1 : 0 },
  });
};

/** Products of runs of 2, 4, 8, …: each step multiplies by the products so far, moved along. */
const cumprod: Lowering = (context) => {
  const { builder } = context;
  const { x, axis, exclusive, reverse } = scanned(context);
  const length = x.shape[axis] ?? 0;
  const one = scalar(builder, 1, x.dtype);
  const moved = (value: Value, by: number): Value => {
    const size = value.shape.with(axis, length - by);
    const begin = size.map((_, each) => (each === axis && reverse ? by : 0));
    const ones = builder.node('Expand', [one, builder.int64s(x.shape.with(axis, by))]);
    const kept = slice(builder, value, begin, size);
    const parts = reverse ? [kept, ones] : [ones, kept];
    return builder.node('Concat', parts, { axis: { int: axis } });
  };
  let product = exclusive && length > 0 ? moved(x, 1) : x;
  for (let by = 1; by < length; by *= 2)
    product = builder.node('Mul', [product, moved(product, by)]);
  return product;
};

/** Kernels that reduce or scan an axis. */
export const reductions = {
  All: reduction('ReduceMin'),
  Any: reduction('ReduceMax'),
  ArgMax: extremeIndex('ArgMax', -Infinity),
  ArgMin: extremeIndex('ArgMin', Infinity),
  Cumprod: cumprod,
  Cumsum: cumsum,
  Max: extreme('ReduceMax'),
  Mean: mean,
  Min: extreme('ReduceMin'),
  Prod: reduction('ReduceProd'),
  Sum: sumKernel,
} as const satisfies Record<string, Lowering>;
