import { backend_util } from '@tensorflow/tfjs';
import type * as tf from '@tensorflow/tfjs';
import type { DataType } from '../data-types.ts';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, int32s, positiveAxes, reshape, scalar, slice, sum } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';
import { sizeOf } from '../shapes.ts';
import type { Shape } from '../shapes.ts';

function filled(builder: GraphBuilder, number: number, shape: Shape, dtype: DataType): Value {
  return builder.node('Expand', [scalar(builder, number, dtype), builder.int64s(shape)]);
}

/** Entries of an axis; with batch axes, of each batch's own, by positions in the list of all. */
const gather: Lowering = (context) => {
  const { builder, attributes } = context;
  const [x, indices] = [input(context, 'x'), input(context, 'indices')];
  const [axis = 0] = positiveAxes(Number(attributes.axis), x.shape.length);
  const batchDims = Number(attributes.batchDims ?? 0);
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
    backend_util.segment_util.collectGatherOpShapeInfo(
      x as unknown as tf.Tensor,
      indices as unknown as tf.Tensor,
      axis,
      batchDims,
    );
  const whole = cast(builder, indices, 'int32');
  if (batchDims === 0) return builder.node('Gather', [x, whole], { axis: { int: axis } });
  const lists = batchSize * outerSize;
  const starts = Array.from({ length: lists }, (_, at) => at * dimSize);
  const perBatch = reshape(builder, whole, [batchSize, 1, sizeOf(indices.shape) / batchSize]);
  const positions = builder.node('Add', [
    int32s(builder, starts, [batchSize, outerSize, 1]),
    perBatch,
  ]);
  const entries = reshape(builder, x, [lists * dimSize, sliceSize]);
  const taken = builder.node('Gather', [entries, positions], { axis: { int: 0 } });
  return reshape(builder, taken, outputShape);
};

const gatherNd: Lowering = (context) => {
  const { builder } = context;
  const [params, indices] = [input(context, 'params'), input(context, 'indices')];
  const [shape] = backend_util.prepareAndValidate(
    params as unknown as tf.Tensor,
    indices as unknown as tf.Tensor,
  );
  const taken = builder.node('GatherND', [params, cast(builder, indices, 'int64')]);
  return reshape(builder, taken, shape);
};

/** Writes or adds updates, whose positions are lists of coordinates, into `target`. */
function scatter(
  builder: GraphBuilder,
  target: Value,
  indices: Value,
  updates: Value,
  reduction: 'add' | 'none',
): Value {
  const positions =
    indices.shape.length > 1 ? indices : reshape(builder, indices, [sizeOf(indices.shape), 1]);
  const depth = positions.shape.at(-1) ?? 0;
  const shape = [...positions.shape.slice(0, -1), ...target.shape.slice(depth)];
  const expanded =
    sizeOf(updates.shape) === sizeOf(shape)
      ? reshape(builder, updates, shape)
      : builder.node('Expand', [updates, builder.int64s(shape)]);
  const type = target.dtype === 'bool' ? 'int32' : target.dtype;
  const inputs = [
    cast(builder, target, type),
    cast(builder, positions, 'int64'),
    cast(builder, expanded, type),
  ];
  const written = builder.node('ScatterND', inputs, { reduction: { string: reduction } });
  return cast(builder, written, target.dtype);
}

const scatterNd: Lowering = (context) => {
  const { builder, attributes } = context;
  const [indices, updates] = [input(context, 'indices'), input(context, 'updates')];
  const target = filled(builder, 0, attributes.shape as number[], updates.dtype);
  return scatter(builder, target, indices, updates, 'add');
};

const tensorScatterUpdate: Lowering = (context) =>
  scatter(
    context.builder,
    input(context, 'tensor'),
    input(context, 'indices'),
    input(context, 'updates'),
    'none',
  );

const sparseToDense: Lowering = (context) => {
  const { builder, attributes } = context;
  const shape = builder.int64s(attributes.outputShape as number[]);
  const values = input(context, 'sparseValues');
  const start = cast(builder, input(context, 'defaultValue'), values.dtype);
  const target = builder.node('Expand', [start, shape]);
  return scatter(builder, target, input(context, 'sparseIndices'), values, 'none');
};

/** Adds entries up by number; entries of numbers that are not below `count` are left out. */
function addByNumber(builder: GraphBuilder, numbers: Value, entries: Value, count: number): Value {
  const [least, end] = [scalar(builder, 0, 'int32'), scalar(builder, count, 'int32')];
  const negative = builder.node('Less', [numbers, least]);
  // One more entry takes what belongs nowhere.
  const known = builder.node('Min', [builder.node('Where', [negative, end, numbers]), end]);
  const shape = [count, ...entries.shape.slice(numbers.shape.length)];
  const target = filled(builder, 0, shape.with(0, count + 1), entries.dtype);
  const positions = reshape(builder, known, [...numbers.shape, 1]);
  const sums = scatter(builder, target, positions, entries, 'add');
  return slice(
    builder,
    sums,
    shape.map(() => 0),
    shape,
  );
}

const unsortedSegmentSum: Lowering = (context) => {
  const { builder, attributes } = context;
  const [x, ids] = [input(context, 'x'), input(context, 'segmentIds')];
  return addByNumber(builder, cast(builder, ids, 'int32'), x, Number(attributes.numSegments));
};

/** How often each number below `size` occurs, or the sum of its weights; per row if asked for. */
const bincount =
  (perRow: boolean): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const [x, given] = [input(context, 'x'), input(context, 'weights')];
    const size = Number(attributes.size);
    const binary = attributes.binaryOutput === true;
    const rows = perRow && x.shape.length > 1 ? (x.shape[0] ?? 0) : 1;
    const columns = perRow && x.shape.length > 1 ? (x.shape[1] ?? 0) : sizeOf(x.shape);
    const weights =
      binary || sizeOf(given.shape) === 0
        ? filled(builder, 1, x.shape, given.dtype)
        : reshape(builder, given, x.shape);
    const equal = builder.node('Equal', [
      reshape(builder, cast(builder, x, 'int32'), [rows, columns, 1]),
      int32s(builder, [...Array(size).keys()]),
    ]);
    const chosen = builder.node('Where', [
      equal,
      reshape(builder, weights, [rows, columns, 1]),
      scalar(builder, 0, given.dtype),
    ]);
    const counts = sum(builder, chosen, [1]);
    const result = binary ? builder.node('Min', [counts, scalar(builder, 1, given.dtype)]) : counts;
    return reshape(builder, result, perRow && x.shape.length > 1 ? [rows, size] : [size]);
  };

/** The k largest along the last axis, and where they are. */
const topK: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const k = builder.int64s([Number(attributes.k)]);
  const indices = builder.node('TopKIndices', [x, k], { axis: { int: -1 } });
  const values = builder.node('GatherElements', [x, indices], { axis: { int: -1 } });
  return [values, cast(builder, indices, 'int32')];
};

/** How many elements of a sorted row lie before a value. */
const searchSorted: Lowering = (context) => {
  const { builder, attributes } = context;
  const [row, values] = [input(context, 'sortedSequence'), input(context, 'values')];
  const ends = reshape(builder, row, row.shape.toSpliced(1, 0, 1));
  const asked = reshape(builder, values, [...values.shape, 1]);
  const op = attributes.side === 'left' ? 'Less' : 'LessOrEqual';
  const before = cast(builder, builder.node(op, [ends, asked]), 'int32');
  return sum(builder, before, [2]);
};

/** Kernels that read or write at positions which are values. */
export const indexing = {
  Bincount: bincount(false),
  DenseBincount: bincount(true),
  GatherNd: gatherNd,
  GatherV2: gather,
  ScatterNd: scatterNd,
  SearchSorted: searchSorted,
  SparseToDense: sparseToDense,
  TensorScatterUpdate: tensorScatterUpdate,
  TopK: topK,
  UnsortedSegmentSum: unsortedSegmentSum,
} as const satisfies Record<string, Lowering>;
