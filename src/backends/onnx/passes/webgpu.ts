import type { DataType } from '../data-types.ts';
import { dataTypeNumbers } from '../data-types.ts';
import type { GraphNode, Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, scalar } from '../lowering.ts';
import { axisOf, int } from '../operators/operator.ts';
import type { OperatorName } from '../operators/table.ts';
import type { Rule } from './rewrite.ts';
import { joinGroups, padEnds, writeVolumes } from './webgpu-convolutions.ts';
import { writeSlices } from './webgpu-slices.ts';
import { writeMaxPoolIndices } from './webgpu-windows.ts';

/** a ∨ b = ¬(¬a ∧ ¬b). */
const writeOr: Rule = ({ builder, node: { op, inputs } }) => {
  if (op !== 'Or') return undefined;
  const neither = inputs.map((input) => builder.node('Not', [input]));
  return builder.node('Not', [builder.node('And', neither)]);
};

/** Operators of bools, and the type that they are computed with instead. */
const ofNumbers: Partial<Record<OperatorName, DataType>> = {
  Concat: 'int32',
  Equal: 'int32',
  GatherND: 'int32',
  Pad: 'int32',
  Slice: 'float32',
  Tile: 'int32',
  Transpose: 'int32',
};

const writeBools: Rule = ({ builder, node: { op, inputs, attributes }, value }) => {
  const dtype = ofNumbers[op];
  if (dtype === undefined || inputs[0]?.dtype !== 'bool') return undefined;
  const numbers = inputs.map((input) =>
    input.dtype === 'bool' ? cast(builder, input, dtype) : input,
  );
  return cast(builder, builder.node(op, numbers, attributes), value.dtype);
};

/** 1 above 0, −1 below, and 0 for 0 and NaN. */
const writeSign: Rule = ({ builder, node: { op, inputs } }) => {
  const [x] = inputs;
  if (op !== 'Sign' || x === undefined) return undefined;
  const zero = scalar(builder, 0, x.dtype);
  const [above, below] = (['Greater', 'Less'] as const).map((comparison) =>
    cast(builder, builder.node(comparison, [x, zero]), x.dtype),
  ) as [Value, Value];
  return builder.node('Sub', [above, below]);
};

/** The nearest whole number, the even one of two: up from the floor where more than a half is left, or a half of an odd floor. */
const writeRound: Rule = ({ builder, node: { op, inputs } }) => {
  const [x] = inputs;
  if (op !== 'Round' || x === undefined) return undefined;
  const half = scalar(builder, 0.5);
  const floor = builder.node('Floor', [x]);
  const rest = builder.node('Sub', [x, floor]);
  const halved = builder.node('Mul', [floor, half]);
  const isOdd = builder.node('Less', [builder.node('Floor', [halved]), halved]);
  const isUp = builder.node('Or', [
    builder.node('Greater', [rest, half]),
    builder.node('And', [builder.node('Equal', [rest, half]), isOdd]),
  ]);
  return builder.node('Add', [floor, cast(builder, isUp, 'float32')]);
};

/** The places 0, 1, … along an axis, as a constant that broadcasts. */
function places(builder: GraphBuilder, { shape }: Value, axis: number, dtype: 'float32' | 'int32') {
  const numbers = [...Array(shape[axis] ?? 0).keys()];
  const along = shape.map((length, at) => (at === axis ? length : 1));
  const data = dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers);
  return builder.constant(data, along, dtype);
}

/** The least place at which the extreme stands. */
function extremeIndex(builder: GraphBuilder, { op, attributes }: GraphNode, x: Value): Value {
  const axis = axisOf(int(attributes, 'axis', 0), x.shape.length);
  const axes = { ints: [axis] };
  const reduce = op === 'ArgMin' ? 'ReduceMin' : 'ReduceMax';
  const extreme = builder.node(reduce, [x], { axes, keepdims: { int: 1 } });
  const found = builder.node('Where', [
    builder.node('Equal', [x, extreme]),
    places(builder, x, axis, 'int32'),
    scalar(builder, (x.shape[axis] ?? 1) - 1, 'int32'),
  ]);
  return builder.node('ReduceMin', [found], {
    axes,
    keepdims: { int: int(attributes, 'keepdims', 1) },
  });
}

/** The indices taken as places from a list of floats, which hold them exactly up to 2²⁴. */
function topIndices(builder: GraphBuilder, index: Value, { attributes }: GraphNode, x: Value) {
  const axis = axisOf(int(attributes, 'axis', -1), x.shape.length);
  const all = builder.node('Expand', [
    places(builder, x, axis, 'float32'),
    builder.int64s(x.shape),
  ]);
  const taken = builder.node('GatherElements', [all, index], { axis: { int: axis } });
  return cast(builder, taken, 'int32');
}

/** ArgMin, ArgMax and TopK give int64, which WebGPU does not cast to the int32 that TensorFlow.js has. */
const writeIndices: Rule = ({ builder, node: { op, inputs, attributes } }) => {
  const [index] = inputs;
  if (op !== 'Cast' || int(attributes, 'to', 0) !== dataTypeNumbers.int32) return undefined;
  if (index?.source.kind !== 'node') return undefined;
  const { node } = index.source;
  const [x] = node.inputs;
  if (x === undefined) return undefined;
  if (node.op === 'ArgMin' || node.op === 'ArgMax') return extremeIndex(builder, node, x);
  return node.op === 'TopKIndices' ? topIndices(builder, index, node, x) : undefined;
};

/**
 * A length that is no power of 2 with −Infinity behind it. ONNX Runtime 1.30 fills it up with the lowest finite number on
 * WebGPU, which comes before −Infinity.
 */
const fillRows: Rule = ({ builder, node: { op, inputs, attributes } }) => {
  const [x, k] = inputs;
  if (op !== 'TopKIndices' || x?.dtype !== 'float32' || k === undefined) return undefined;
  const axis = axisOf(int(attributes, 'axis', -1), x.shape.length);
  const length = x.shape[axis] ?? 0;
  const missing = 2 ** Math.ceil(Math.log2(length)) - length;
  if (missing === 0) return undefined;
  const fill = int(attributes, 'largest', 1) === 1 ? -Infinity : Infinity;
  const edges = Array.from({ length: 2 * x.shape.length }, (_, at) =>
    at === x.shape.length + axis ? missing : 0,
  );
  const filled = builder.node('Pad', [x, builder.int64s(edges), scalar(builder, fill)]);
  return builder.node(op, [filled, k], attributes);
};

/** Positions in another shape while they are int32: WebGPU has no Reshape of int64. */
const castLast: Rule = ({ builder, node: { op, inputs, attributes } }) => {
  const [x, shape] = inputs;
  if (op !== 'Reshape' || x?.source.kind !== 'node' || shape === undefined) return undefined;
  const { node } = x.source;
  const [whole] = node.inputs;
  if (node.op !== 'Cast' || x.dtype !== 'int64' || whole?.dtype !== 'int32') return undefined;
  return builder.node('Cast', [builder.node(op, [whole, shape], attributes)], node.attributes);
};

/** −x and |x| of whole numbers. */
const writeSigned: Rule = ({ builder, node: { op, inputs } }) => {
  const [x] = inputs;
  if ((op !== 'Neg' && op !== 'Abs') || x?.dtype !== 'int32') return undefined;
  const zero = scalar(builder, 0, 'int32');
  const negative = builder.node('Sub', [zero, x]);
  if (op === 'Neg') return negative;
  return builder.node('Where', [builder.node('Less', [x, zero]), negative, x]);
};

/**
 * What ONNX Runtime's WebGPU provider has no kernel for, or one that gives wrong numbers, in operators that it has sound
 * kernels for: a node that the CPU computes costs two copies, and waits for the device.
 */
export const forWebGpu: readonly Rule[] = [
  writeRound,
  writeOr,
  writeBools,
  writeSign,
  writeSigned,
  writeSlices,
  writeIndices,
  fillRows,
  writeMaxPoolIndices,
  castLast,
  joinGroups,
  writeVolumes,
  padEnds,
];
