import type { DataType } from '../data-types.ts';
import type { Shape } from '../shapes.ts';
import { at, axisOf, constantInts, int, ints } from './operator.ts';
import type { Attributes, Operator } from './operator.ts';

function reducedShape(shape: Shape, axes: readonly number[], attributes: Attributes): Shape {
  const reduced = new Set(axes.map((axis) => axisOf(axis, shape.length)));
  const keep = int(attributes, 'keepdims', 1) === 1;
  return shape.flatMap((length, axis) => (reduced.has(axis) ? (keep ? [1] : []) : [length]));
}

/** Reduces the axes of an attribute: all of them when it is missing. */
function reduction(types: readonly DataType[]): Operator {
  return {
    inputs: ['T'],
    types,
    attributes: { axes: 'ints', keepdims: 'int' },
    infer: (inputs, attributes) => {
      const { shape, dtype } = at(inputs, 0);
      const axes = ints(attributes, 'axes') ?? [...shape.keys()];
      return { shape: reducedShape(shape, axes, attributes), dtype };
    },
  };
}

const reduceSum: Operator = {
  inputs: ['T', 'constant'],
  types: ['float32', 'int32', 'int64'],
  attributes: { keepdims: 'int' },
  infer: (inputs, attributes) => {
    const { shape, dtype } = at(inputs, 0);
    return { shape: reducedShape(shape, constantInts(at(inputs, 1)), attributes), dtype };
  },
};

/** The index of the first extreme along an axis. */
const extremeIndex: Operator = {
  inputs: ['T'],
  types: ['float32', 'int32'],
  attributes: { axis: 'int', keepdims: 'int' },
  infer: (inputs, attributes) => {
    const { shape } = at(inputs, 0);
    const axes = [int(attributes, 'axis', 0)];
    return { shape: reducedShape(shape, axes, attributes), dtype: 'int64' };
  },
};

const cumSum: Operator = {
  inputs: ['T', 'constant'],
  types: ['float32', 'int32', 'int64'],
  attributes: { exclusive: 'int', reverse: 'int' },
  infer: (inputs) => {
    const { shape, dtype } = at(inputs, 0);
    for (const axis of constantInts(at(inputs, 1))) axisOf(axis, shape.length);
    return { shape, dtype };
  },
};

/** Along one axis, whose elements depend on each other; the shape stays. */
const softmax: Operator = {
  inputs: ['T'],
  types: ['float32'],
  attributes: { axis: 'int' },
  infer: (inputs, attributes) => {
    const { shape, dtype } = at(inputs, 0);
    axisOf(int(attributes, 'axis', -1), shape.length);
    return { shape, dtype };
  },
};

/** Operators that reduce or scan axes. */
export const reductions = {
  ArgMax: extremeIndex,
  ArgMin: extremeIndex,
  CumSum: cumSum,
  LogSoftmax: softmax,
  ReduceMax: reduction(['float32', 'int32', 'int64']),
  ReduceMean: reduction(['float32', 'int32']),
  ReduceMin: reduction(['float32', 'int32', 'int64']),
  ReduceProd: reduction(['float32', 'int32', 'int64']),
  ReduceSum: reduceSum,
  Softmax: softmax,
} as const satisfies Record<string, Operator>;
