import type { GraphNode, Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { int32s, reshape, scalar, slice, transpose } from '../lowering.ts';
import { int, ints } from '../operators/operator.ts';
import { sizeOf } from '../shapes.ts';
import type { Rule } from './rewrite.ts';

/** Zeros around x. */
function padded(
  builder: GraphBuilder,
  x: Value,
  before: readonly number[],
  after: readonly number[],
) {
  if ([...before, ...after].every((length) => length === 0)) return x;
  return builder.node('Pad', [x, builder.int64s([...before, ...after]), scalar(builder, 0)]);
}

/** Whether the channels of a result are all of one group: 1 there, 0 elsewhere. */
function blocks(builder: GraphBuilder, rows: number, columns: number, group: number, rank: number) {
  const data = Float32Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return Math.floor((row * group) / rows) === Math.floor((column * group) / columns) ? 1 : 0;
  });
  return builder.constant(data, [rows, columns, ...Array<number>(rank - 2).fill(1)], 'float32');
}

/**
 * Whether ONNX Runtime 1.30 computes groups of channels wrongly on WebGPU, or refuses them: in volumes; in a Conv where
 * several channels of a result are computed at once, and these are not all of one group; and in a ConvTranspose with one
 * result to a group from several channels.
 */
function isWrong({ op, inputs }: GraphNode, group: number): boolean {
  const [x, weights] = inputs;
  if (x === undefined || weights === undefined) return false;
  if (x.shape.length === 5) return true;
  const [first = 0, second = 0] = weights.shape;
  if (op === 'ConvTranspose') return second === 1 && first / group > 1;
  const each = first / group;
  const atOnce = [4, 2, 1].find((count) => first % count === 0) ?? 1;
  return each >= 4 && each % atOnce !== 0;
}

/** Groups of channels as one: the weights between channels of different groups are 0. */
export const joinGroups: Rule = ({ builder, node }) => {
  const { op, inputs, attributes } = node;
  const group = int(attributes, 'group', 1);
  if ((op !== 'Conv' && op !== 'ConvTranspose') || group === 1) return undefined;
  const [x, weights] = inputs;
  if (x === undefined || weights === undefined || !isWrong(node, group)) return undefined;
  const { shape } = weights;
  const [rows = 0, columns = 0] = shape;
  const repeats = shape.map((_, axis) => (axis === 1 ? group : 1));
  const whole = builder.node('Mul', [
    builder.node('Tile', [weights, builder.int64s(repeats)]),
    blocks(builder, rows, columns * group, group, shape.length),
  ]);
  return builder.node(op, [x, whole], { ...attributes, group: { int: 1 } });
};

/** Zeros behind x along an axis. */
function extended(builder: GraphBuilder, x: Value, axis: number, length: number): Value {
  if (length === 0) return x;
  const shape = x.shape.with(axis, length);
  const zeros = builder.node('Expand', [scalar(builder, 0), builder.int64s(shape)]);
  return builder.node('Concat', [x, zeros], { axis: { int: axis } });
}

/**
 * Padding at the ends alone as zeros that are joined on. ONNX Runtime 1.30 takes such a Conv on WebGPU for a product of
 * matrices where the window is as long as x, or has one element, and forgets the padding. (A Pad would become a part of
 * the Conv again.)
 */
export const padEnds: Rule = ({ builder, node: { op, inputs, attributes } }) => {
  const [x, weights] = inputs;
  const pads = ints(attributes, 'pads');
  if (op !== 'Conv' || x === undefined || weights === undefined) return undefined;
  const [, , ...lengths] = x.shape;
  const [, , ...window] = weights.shape;
  const [before, after] = [pads?.slice(0, lengths.length), pads?.slice(lengths.length)];
  const isProduct = window.join() === lengths.join() || window.every((length) => length === 1);
  if (!isProduct || before?.every((length) => length === 0) !== true) return undefined;
  if (after?.some((length) => length > 0) !== true) return undefined;
  const larger = after.reduce(
    (value, length, axis) => extended(builder, value, axis + 2, length),
    x,
  );
  return builder.node(op, [larger, weights], {
    ...attributes,
    pads: { ints: [...before, ...before] },
  });
};

/** Puts `steps − 1` zeros between the elements of an axis after the channels. */
function spread(builder: GraphBuilder, x: Value, steps: readonly number[]): Value {
  if (steps.every((step) => step === 1)) return x;
  const [batch = 0, channels = 0, ...lengths] = x.shape;
  const apart = reshape(builder, x, [batch, channels, ...lengths.flatMap((length) => [length, 1])]);
  const after = [0, 0, ...steps.flatMap((step) => [0, step - 1])];
  const gaps = padded(builder, apart, Array(after.length).fill(0), after);
  const wide = lengths.map((length, axis) => length * (steps[axis] ?? 1));
  const size = wide.map((length, axis) => length - (steps[axis] ?? 1) + 1);
  return slice(
    builder,
    reshape(builder, gaps, [batch, channels, ...wide]),
    Array(size.length + 2).fill(0),
    [batch, channels, ...size],
  );
}

/** The weights of a ConvTranspose as those of the Conv that gives the same: turned round. */
function turned(builder: GraphBuilder, weights: Value): Value {
  const swapped = transpose(builder, weights, [1, 0, ...[...weights.shape.keys()].slice(2)]);
  return weights.shape.slice(2).reduce((value, length, axis) => {
    const order = int32s(builder, [...Array(length).keys()].reverse());
    return builder.node('Gather', [value, order], { axis: { int: axis + 2 } });
  }, swapped);
}

/** A ConvTranspose over volumes, of one group, as a Conv of x with zeros between its elements. */
export const writeVolumes: Rule = ({ builder, node: { op, inputs, attributes } }) => {
  const [x, weights] = inputs;
  if (op !== 'ConvTranspose' || x === undefined || weights === undefined) return undefined;
  const window = weights.shape.slice(2);
  if (window.length !== 3 || sizeOf(x.shape) === 0) return undefined;
  const list = (name: string, otherwise: number) =>
    ints(attributes, name) ?? Array<number>(2 * window.length).fill(otherwise);
  const [strides, dilations] = [list('strides', 1), list('dilations', 1)];
  const [pads, extra] = [list('pads', 0), list('output_padding', 0)];
  // What the window reaches beyond an end, less what was padded there. Below 0, Pad cuts off.
  const reach = window.map((length, axis) => (length - 1) * (dilations[axis] ?? 1));
  const before = reach.map((length, axis) => length - (pads[axis] ?? 0));
  const after = reach.map(
    (length, axis) => length - (pads[axis + window.length] ?? 0) + (extra[axis] ?? 0),
  );
  const wide = padded(
    builder,
    spread(builder, x, strides.slice(0, window.length)),
    [0, 0, ...before],
    [0, 0, ...after],
  );
  return builder.node('Conv', [wide, turned(builder, weights)], {
    dilations: { ints: dilations.slice(0, window.length) },
  });
};
