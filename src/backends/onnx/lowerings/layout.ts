import { backend_util, slice_util, util } from '@tensorflow/tfjs';
import type * as tf from '@tensorflow/tfjs';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { input, positiveAxes, reshape, scalar, slice, transpose } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';
import { sizeOf } from '../shapes.ts';

function concat(builder: GraphBuilder, list: readonly Value[], axis: number): Value {
  return builder.node('Concat', list, { axis: { int: axis } });
}

const transposeKernel: Lowering = (context) =>
  transpose(context.builder, input(context, 'x'), context.attributes.perm as number[]);

const sliceKernel: Lowering = (context) => {
  const x = input(context, 'x');
  const { begin, size } = context.attributes as { begin: number[]; size: number[] };
  const [from = [], lengths = []] = slice_util.parseSliceParams(
    x as unknown as tf.Tensor,
    begin,
    size,
  );
  slice_util.assertParamsValid(x as unknown as tf.Tensor, from, lengths);
  return slice(context.builder, x, from, lengths);
};

/** Every so many elements, which may go backwards. */
const stridedSlice: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const list = (name: string) => attributes[name] as number[];
  const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'] as const;
  const [beginMask = 0, endMask = 0, ellipsisMask = 0, newAxisMask = 0, shrinkAxisMask = 0] =
    masks.map((name) => Number(attributes[name]));
  const info = slice_util.sliceInfo(
    [...x.shape],
    list('begin'),
    list('end'),
    list('strides'),
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  if (info.isIdentity) return reshape(builder, x, info.finalShape);
  const sparse = slice_util.computeOutShape(info.begin, info.end, info.strides);
  // Before the first element: −1 would be the last.
  const ends = info.end.map((end, axis) => (end < 0 ? end - (x.shape[axis] ?? 0) : end));
  const axes = [...x.shape.keys()];
  const bounds = [info.begin, ends, axes, info.strides].map((each) => builder.int64s(each));
  const empty = sparse.some((length) => length <= 0);
  const taken = empty
    ? slice(
        builder,
        x,
        axes.map(() => 0),
        sparse.map((length) => Math.max(0, length)),
      )
    : builder.node('Slice', [x, ...bounds]);
  return reshape(builder, taken, info.finalShape);
};

/** The same elements in the opposite order along some axes. */
const reversed = (builder: GraphBuilder, x: Value, axes: readonly number[]): Value => {
  if (axes.length === 0) return x;
  const [starts, ends, steps] = [
    axes.map(() => -1),
    axes.map((axis) => -(x.shape[axis] ?? 0) - 1),
    axes.map(() => -1),
  ];
  return builder.node('Slice', [
    x,
    ...[starts, ends, axes, steps].map((each) => builder.int64s(each)),
  ]);
};

const concatKernel: Lowering = ({ builder, list, attributes }) => {
  const [axis = 0] = positiveAxes(Number(attributes.axis), list[0]?.shape.length ?? 1);
  const shapes = list.map(({ shape }) => [...shape]);
  backend_util.assertParamsConsistent(shapes, axis);
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
  const sizes = backend_util.prepareSplitSize(
    x as unknown as tf.Tensor,
    attributes.numOrSizeSplits as number | number[],
    axis,
  );
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
  const value = scalar(builder, Number(attributes.constantValue), x.dtype);
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

/** Kernels that move elements without changing them. */
export const layout = {
  Concat: concatKernel,
  FlipLeftRight: (context) => reversed(context.builder, input(context, 'image'), [2]),
  Pack: pack,
  PadV2: pad,
  Reverse: (context) => {
    const x = input(context, 'x');
    const dims = context.attributes.dims as number | number[];
    return reversed(context.builder, x, util.parseAxisParam(dims, [...x.shape]));
  },
  Slice: sliceKernel,
  SplitV: split,
  StridedSlice: stridedSlice,
  Tile: tile,
  Transpose: transposeKernel,
  Unpack: unpack,
} as const satisfies Record<string, Lowering>;
