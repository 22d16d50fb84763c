import { sizeOf } from '../../../core/shapes.ts';
import type { GraphBuilder, Value } from '../graph.ts';
import { input, positiveAxes, reshape } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';

function slice(
  builder: GraphBuilder,
  x: Value,
  begin: readonly number[],
  size: readonly number[],
): Value {
  const ends = begin.map((start, axis) => start + (size[axis] ?? 0));
  const axes = begin.map((_, axis) => axis);
  const arguments_ = [begin, ends, axes].map((numbers) => builder.int64s(numbers));
  return builder.node('Slice', [x, ...arguments_]);
}

function concat(builder: GraphBuilder, list: readonly Value[], axis: number): Value {
  return builder.node('Concat', list, { axis: { int: axis } });
}

const reshapeKernel: Lowering = (context) => {
  const x = input(context, 'x');
  const asked = context.attributes.shape as number[];
  const known = asked.reduce((product, length) => (length < 0 ? product : product * length), 1);
  const shape = asked.map((length) => (length < 0 ? sizeOf(x.shape) / known : length));
  return reshape(context.builder, x, shape);
};

const expandDims: Lowering = (context) => {
  const x = input(context, 'input');
  const dim = Number(context.attributes.dim);
  const axis = dim < 0 ? dim + x.shape.length + 1 : dim;
  return reshape(context.builder, x, x.shape.toSpliced(axis, 0, 1));
};

const transpose: Lowering = (context) => {
  const x = input(context, 'x');
  const perm = context.attributes.perm as number[];
  return context.builder.node('Transpose', [x], { perm: { ints: perm } });
};

const sliceKernel: Lowering = (context) => {
  const x = input(context, 'x');
  const given = [context.attributes.begin, context.attributes.size] as (number | number[])[];
  const [begin = [], size = []] = given.map((list) => (typeof list === 'number' ? [list] : list));
  const from = x.shape.map((_, axis) => begin[axis] ?? 0);
  const lengths = x.shape.map((length, axis) => {
    const asked = size[axis] ?? -1;
    return asked < 0 ? length - (from[axis] ?? 0) : asked;
  });
  return slice(context.builder, x, from, lengths);
};

const concatKernel: Lowering = ({ builder, list, attributes }) => {
  const [axis = 0] = positiveAxes(Number(attributes.axis), list[0]?.shape.length ?? 1);
  const nonEmpty = list.filter(({ shape }) => sizeOf(shape) > 0);
  return concat(builder, nonEmpty.length === 0 ? list : nonEmpty, axis);
};

const pack: Lowering = ({ builder, list, attributes }) => {
  const [axis = 0] = positiveAxes(Number(attributes.axis), (list[0]?.shape.length ?? 0) + 1);
  const expanded = list.map((value) => reshape(builder, value, value.shape.toSpliced(axis, 0, 1)));
  return concat(builder, expanded, axis);
};

const unpack: Lowering = (context) => {
  const { builder, attributes } = context;
  const value = input(context, 'value');
  const [axis = 0] = positiveAxes(Number(attributes.axis), value.shape.length);
  const size = value.shape.with(axis, 1);
  return Array.from({ length: value.shape[axis] ?? 0 }, (_, at) => {
    const begin = value.shape.map((__, each) => (each === axis ? at : 0));
    return reshape(builder, slice(builder, value, begin, size), value.shape.toSpliced(axis, 1));
  });
};

const split: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const [axis = 0] = positiveAxes(Number(attributes.axis), x.shape.length);
  const along = x.shape[axis] ?? 0;
  const asked = attributes.numOrSizeSplits as number | number[];
  const sizes = typeof asked === 'number' ? new Array<number>(asked).fill(along / asked) : asked;
  let start = 0;
  return sizes.map((length) => {
    const begin = x.shape.map((_, each) => (each === axis ? start : 0));
    start += length;
    return slice(builder, x, begin, x.shape.with(axis, length));
  });
};

const pad: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const paddings = attributes.paddings as [number, number][];
  const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  const value = builder.constant(Float32Array.of(Number(attributes.constantValue)), [], 'float32');
  return builder.node('Pad', [x, builder.int64s(pads), value]);
};

const tile: Lowering = (context) => {
  const x = input(context, 'x');
  const reps = context.attributes.reps as number[];
  const shape = x.shape.map((length, axis) => length * (reps[axis] ?? 1));
  // Repeating an axis of length one is broadcasting, which copies nothing where it is not needed.
  const expands = x.shape.every((length, axis) => length === 1 || reps[axis] === 1);
  const { builder } = context;
  return expands
    ? builder.node('Expand', [x, builder.int64s(shape)])
    : builder.node('Tile', [x, builder.int64s(reps)]);
};

const broadcastTo: Lowering = (context) => {
  const x = input(context, 'x');
  const shape = context.attributes.shape as number[];
  const { builder } = context;
  return builder.node('Expand', [x, builder.int64s(shape)]);
};

const gather: Lowering = (context) => {
  const { builder, attributes } = context;
  const [x, indices] = [input(context, 'x'), input(context, 'indices')];
  const [axis = 0] = positiveAxes(Number(attributes.axis), x.shape.length);
  return builder.node('Gather', [x, indices], { axis: { int: axis } });
};

const identity: Lowering = (context) => input(context, 'x');

/** Kernels that move elements without changing them. */
export const layout = {
  BroadcastTo: broadcastTo,
  Concat: concatKernel,
  ExpandDims: expandDims,
  GatherV2: gather,
  Identity: identity,
  Pack: pack,
  PadV2: pad,
  Reshape: reshapeKernel,
  Slice: sliceKernel,
  SplitV: split,
  Tile: tile,
  Transpose: transpose,
  Unpack: unpack,
} as const satisfies Record<string, Lowering>;
