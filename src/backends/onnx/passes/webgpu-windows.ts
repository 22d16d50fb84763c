import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, int32s, scalar } from '../lowering.ts';
import { ints } from '../operators/operator.ts';
import { sizeOf } from '../shapes.ts';
import type { Rule } from './rewrite.ts';

/** All lists of a number below each length, the last changing fastest. */
function places(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>(
    (lists, length) =>
      lists.flatMap((list) => [...Array(length).keys()].map((at) => [...list, at])),
    [[]],
  );
}

/** Where an element stands in a list of all, by its place along every axis. */
const position = (place: readonly number[], lengths: readonly number[]): number =>
  place.reduce((sum, at, axis) => sum * (lengths[axis] ?? 1) + at, 0);

/** The positions of one element of every window, as int32 that broadcast over batch and channels. */
function positions(
  builder: GraphBuilder,
  lengths: readonly number[],
  results: readonly number[],
  placeOf: (result: readonly number[]) => number[],
): Value {
  const numbers = places(results).map((result) => position(placeOf(result), lengths));
  return int32s(builder, numbers, [1, 1, ...results]);
}

/**
 * Where the maxima of windows stand, by comparing the elements of all windows in turn: ONNX Runtime's MaxPool gives no
 * positions on WebGPU. The first of several maxima counts.
 */
export const writeMaxPoolIndices: Rule = ({ builder, node: { op, inputs, attributes }, value }) => {
  const [x] = inputs;
  if (op !== 'MaxPoolIndices' || x === undefined) return undefined;
  const [batch = 0, channels = 0, ...lengths] = x.shape;
  const results = value.shape.slice(2);
  const list = (name: string) => ints(attributes, name) ?? [];
  const [strides, pads] = [list('strides'), list('pads')];
  const axes = lengths.length;
  const edges = [0, 0, ...pads.slice(0, axes), 0, 0, ...pads.slice(axes)];
  const padded = pads.every((length) => length === 0)
    ? x
    : builder.node('Pad', [x, builder.int64s(edges), scalar(builder, -Infinity)]);
  const elements = places(list('kernel_shape')).map((offset) => {
    const ends = offset.map(
      (at, axis) => at + ((results[axis] ?? 1) - 1) * (strides[axis] ?? 1) + 1,
    );
    const bounds = [offset, ends, [...lengths.keys()].map((axis) => axis + 2), strides];
    const of = builder.node('Slice', [padded, ...bounds.map((each) => builder.int64s(each))]);
    const at = positions(builder, lengths, results, (result) =>
      result.map(
        (place, axis) => place * (strides[axis] ?? 1) + (offset[axis] ?? 0) - (pads[axis] ?? 0),
      ),
    );
    return { of, at };
  });
  const { at } = elements.reduce((best, element) => {
    const isLarger = builder.node('Greater', [element.of, best.of]);
    return {
      of: builder.node('Where', [isLarger, element.of, best.of]),
      at: builder.node('Where', [isLarger, element.at, best.at]),
    };
  });
  const planes = Array.from({ length: batch * channels }, (_, plane) => plane * sizeOf(lengths));
  const starts = int32s(builder, planes, [batch, channels, ...lengths.map(() => 1)]);
  return cast(builder, builder.node('Add', [at, starts]), 'int64');
};
