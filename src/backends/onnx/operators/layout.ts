import type { DataType } from '../data-types.ts';
import { sizeOf } from '../shapes.ts';
import { broadcastShape } from './broadcast.ts';
import { assertGraph, at, axisOf, constantInts, int, ints } from './operator.ts';
import type { Operator } from './operator.ts';

const anything: readonly DataType[] = ['float32', 'int32', 'int64', 'bool'];

const concat: Operator = {
  inputs: ['T'],
  variadic: true,
  types: anything,
  attributes: { axis: 'int' },
  infer: (inputs, attributes) => {
    const { shape, dtype } = at(inputs, 0);
    const axis = axisOf(int(attributes, 'axis', 0), shape.length);
    const fits = inputs.every(
      (value) =>
        value.shape.length === shape.length &&
        value.shape.every((length, each) => each === axis || length === shape[each]),
    );
    assertGraph(fits, 'its inputs differ in more than the axis along which they are joined');
    const along = inputs.reduce((sum, value) => sum + (value.shape[axis] ?? 0), 0);
    return { shape: shape.with(axis, along), dtype };
  },
};

const expand: Operator = {
  inputs: ['T', 'constant'],
  types: anything,
  attributes: {},
  infer: (inputs) => {
    const { shape, dtype } = at(inputs, 0);
    return { shape: broadcastShape(shape, constantInts(at(inputs, 1))), dtype };
  },
};

const pad: Operator = {
  inputs: ['T', 'constant', 'T'],
  optional: 1,
  types: anything,
  attributes: { mode: 'string' },
  infer: (inputs) => {
    const { shape, dtype } = at(inputs, 0);
    const pads = constantInts(at(inputs, 1));
    const rank = shape.length;
    assertGraph(pads.length === 2 * rank, `${rank} axes need ${2 * rank} paddings`);
    const padded = shape.map((length, axis) => {
      return length + (pads[axis] ?? 0) + (pads[axis + rank] ?? 0);
    });
    return { shape: padded, dtype };
  },
};

/** One of the parts of these lengths along an axis; the attribute `part` counts them from 0. */
const part: Operator = {
  inputs: ['T', 'constant'],
  types: anything,
  attributes: { axis: 'int', part: 'int' },
  result: { of: 'Split', index: 'part', count: (inputs) => constantInts(at(inputs, 1)).length },
  infer: (inputs, attributes) => {
    const { shape, dtype } = at(inputs, 0);
    const lengths = constantInts(at(inputs, 1));
    const axis = axisOf(int(attributes, 'axis', 0), shape.length);
    const all = lengths.reduce((sum, length) => sum + length, 0);
    assertGraph(all === shape[axis], `parts of ${all} do not make an axis of ${shape[axis] ?? 0}`);
    const length = lengths[int(attributes, 'part', 0)];
    assertGraph(length !== undefined, `there are only ${lengths.length} parts`);
    return { shape: shape.with(axis, length), dtype };
  },
};

const reshape: Operator = {
  inputs: ['T', 'constant'],
  types: anything,
  // Without it, a length of 0 means "as before".
  attributes: { allowzero: 'int' },
  infer: (inputs, attributes) => {
    const { shape: before, dtype } = at(inputs, 0);
    const shape = constantInts(at(inputs, 1));
    const zeros = int(attributes, 'allowzero', 0) === 1 || !shape.includes(0);
    assertGraph(
      zeros && shape.every((length) => length >= 0) && sizeOf(shape) === sizeOf(before),
      `[${before.join(', ')}] cannot become [${shape.join(', ')}]`,
    );
    return { shape, dtype };
  },
};

/** The number of elements from `start` to before `end`, by steps that may go backwards. */
function sliceLength(length: number, start: number, end: number, step: number): number {
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const bound = (index: number) =>
    Math.min(Math.max(index < 0 ? index + length : index, lowest), highest);
  // As ONNX defines it: one before the first element cannot be written as −1.
  const from = Math.max(bound(start), 0);
  return Math.max(0, Math.ceil((bound(end) - from) / step));
}

const slice: Operator = {
  inputs: ['T', 'constant', 'constant', 'constant', 'constant'],
  optional: 1,
  types: anything,
  attributes: {},
  infer: (inputs) => {
    const { shape, dtype } = at(inputs, 0);
    const [starts = [], ends = [], axes = [], steps] = inputs.slice(1).map(constantInts);
    const result = [...shape];
    for (const [place, each] of axes.entries()) {
      const axis = axisOf(each, shape.length);
      const [start = 0, end = 0, step = 1] = [starts[place], ends[place], steps?.[place]];
      assertGraph(step !== 0, 'a step is 0');
      result[axis] = sliceLength(shape[axis] ?? 0, start, end, step);
    }
    return { shape: result, dtype };
  },
};

const tile: Operator = {
  inputs: ['T', 'constant'],
  types: anything,
  attributes: {},
  infer: (inputs) => {
    const { shape, dtype } = at(inputs, 0);
    const repeats = constantInts(at(inputs, 1));
    assertGraph(repeats.length === shape.length, `${shape.length} axes need as many repeats`);
    return { shape: shape.map((length, axis) => length * (repeats[axis] ?? 1)), dtype };
  },
};

const transpose: Operator = {
  inputs: ['T'],
  types: anything,
  attributes: { perm: 'ints' },
  infer: (inputs, attributes) => {
    const { shape, dtype } = at(inputs, 0);
    const perm = ints(attributes, 'perm') ?? [...shape.keys()].reverse();
    const sorted = perm.toSorted((a, b) => a - b);
    assertGraph(
      perm.length === shape.length && sorted.every((axis, place) => axis === place),
      `[${perm.join(', ')}] is no order of ${shape.length} axes`,
    );
    return { shape: perm.map((axis) => shape[axis] ?? 0), dtype };
  },
};

/** Operators that move elements without changing them. */
export const layout = {
  Concat: concat,
  Expand: expand,
  Pad: pad,
  Part: part,
  Reshape: reshape,
  Slice: slice,
  Tile: tile,
  Transpose: transpose,
} as const satisfies Record<string, Operator>;
