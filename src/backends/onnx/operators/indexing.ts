import type { DataType } from '../data-types.ts';
import { assertGraph, at, axisOf, constantInts, int } from './operator.ts';
import type { Operator } from './operator.ts';

const anything: readonly DataType[] = ['float32', 'int32', 'int64', 'bool'];
const numbers: readonly DataType[] = ['float32', 'int32', 'int64'];

const gather: Operator = {
  inputs: ['T', 'index'],
  types: anything,
  attributes: { axis: 'int' },
  infer: (inputs, attributes) => {
    const { shape, dtype } = at(inputs, 0);
    const axis = axisOf(int(attributes, 'axis', 0), shape.length);
    return { shape: shape.toSpliced(axis, 1, ...at(inputs, 1).shape), dtype };
  },
};

/** One element along the axis per index; other axes are taken in step. */
const gatherElements: Operator = {
  inputs: ['T', 'index'],
  types: anything,
  attributes: { axis: 'int' },
  infer: (inputs, attributes) => {
    const [{ shape, dtype }, indices] = [at(inputs, 0), at(inputs, 1)];
    axisOf(int(attributes, 'axis', 0), shape.length);
    assertGraph(indices.shape.length === shape.length, 'indices must have as many axes');
    return { shape: indices.shape, dtype };
  },
};

/** The last axis of the indices is a position. */
const gatherND: Operator = {
  inputs: ['T', 'int64'],
  types: anything,
  attributes: {},
  infer: (inputs) => {
    const [{ shape, dtype }, indices] = [at(inputs, 0), at(inputs, 1)];
    const depth = indices.shape.at(-1) ?? 0;
    assertGraph(depth > 0 && depth <= shape.length, `a position has ${depth} coordinates`);
    return { shape: [...indices.shape.slice(0, -1), ...shape.slice(depth)], dtype };
  },
};

/** Writes updates at positions, or adds them (`reduction: add`). */
const scatterND: Operator = {
  inputs: ['T', 'int64', 'T'],
  types: numbers,
  attributes: { reduction: 'string' },
  infer: (inputs) => {
    const [{ shape, dtype }, indices, updates] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
    const depth = indices.shape.at(-1) ?? 0;
    const wanted = [...indices.shape.slice(0, -1), ...shape.slice(depth)];
    assertGraph(
      depth <= shape.length && wanted.join() === updates.shape.join(),
      `updates are [${updates.shape.join(', ')}], not [${wanted.join(', ')}]`,
    );
    return { shape, dtype };
  },
};

/** Where the k largest elements of the last axis stand, the largest first. */
const topKIndices: Operator = {
  inputs: ['T', 'constant'],
  types: numbers,
  attributes: { axis: 'int', largest: 'int', sorted: 'int' },
  result: { of: 'TopK', index: 1 },
  infer: (inputs, attributes) => {
    const { shape } = at(inputs, 0);
    const axis = axisOf(int(attributes, 'axis', -1), shape.length);
    const [k = 0] = constantInts(at(inputs, 1));
    assertGraph(k <= (shape[axis] ?? 0), `there are fewer than ${k} elements`);
    return { shape: shape.with(axis, k), dtype: 'int64' };
  },
};

/** Operators that read and write at positions which are values. */
export const indexing = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  ScatterND: scatterND,
  TopKIndices: topKIndices,
} as const satisfies Record<string, Operator>;
