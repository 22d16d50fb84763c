import type { DataType as DataTypeOfTensor } from '@tensorflow/tfjs';
import { constantArray, numeric } from '../data-types.ts';
import type { Value } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { cast, input, int32s, reshape, scalar, through } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';
import { sizeOf } from '../shapes.ts';
import type { Shape } from '../shapes.ts';

/** One number everywhere, as a node: a constant of this size would travel with the model. */
function filled(builder: GraphBuilder, number: number, shape: Shape, dtype: Value['dtype']): Value {
  const one = cast(builder, scalar(builder, number), dtype);
  if (shape.length === 0) return one;
  return builder.node('Expand', [one, builder.int64s(shape)]);
}

const fill: Lowering = ({ builder, attributes }) => {
  const dtype = numeric((attributes.dtype as DataTypeOfTensor | undefined) ?? 'float32');
  return filled(builder, Number(attributes.value), attributes.shape as number[], dtype);
};

const like =
  (number: number): Lowering =>
  (context) => {
    const { shape, dtype } = input(context, 'x');
    return filled(context.builder, number, shape, dtype);
  };

const range: Lowering = ({ builder, attributes }) => {
  const [start, stop, step] = [attributes.start, attributes.stop, attributes.step].map(Number) as [
    number,
    number,
    number,
  ];
  // Backwards if the end is below the start, whatever the sign of a step of 1.
  const by = stop < start && step === 1 ? -1 : step;
  const length = Math.max(0, Math.ceil((stop - start) / by));
  const numbers = Array.from({ length }, (_, at) => start + at * by);
  const dtype = attributes.dtype === 'int32' ? 'int32' : 'float32';
  return builder.constant(constantArray(numbers, dtype), [length], dtype);
};

/** A comparison with 0 … depth − 1: ONNX Runtime's OneHot takes few of the types that occur. */
const oneHot: Lowering = (context) => {
  const { builder, attributes } = context;
  const indices = input(context, 'indices');
  const depth = Number(attributes.depth);
  const categories = int32s(builder, [...Array(depth).keys()]);
  const column = reshape(builder, cast(builder, indices, 'int32'), [...indices.shape, 1]);
  const chosen = builder.node('Equal', [column, categories]);
  const dtype = (attributes.dtype as Value['dtype'] | undefined) ?? 'int32';
  const [on, off] = [Number(attributes.onValue), Number(attributes.offValue)];
  if (on === 1 && off === 0) return cast(builder, chosen, dtype);
  const branches = [on, off].map((number) => cast(builder, scalar(builder, number), dtype));
  return builder.node('Where', [chosen, ...branches]);
};

const linSpace: Lowering = ({ builder, attributes }) => {
  const [start, stop, length] = [attributes.start, attributes.stop, attributes.num].map(Number) as [
    number,
    number,
    number,
  ];
  const numbers = Array.from({ length }, (_, at) => start + (at * (stop - start)) / (length - 1));
  return builder.constant(Float32Array.from(numbers), [length], 'float32');
};

/** The elements on the diagonal of a tensor that is zero elsewhere. */
const diag: Lowering = (context) => {
  const { builder } = context;
  const x = input(context, 'x');
  const size = sizeOf(x.shape);
  const column = int32s(builder, [...Array(size).keys()], [size, 1]);
  const row = int32s(builder, [...Array(size).keys()]);
  const onDiagonal = builder.node('Equal', [column, row]);
  const square = through(builder, x.dtype === 'bool' ? 'int32' : x.dtype, x, (value) =>
    builder.node('Where', [
      onDiagonal,
      reshape(builder, value, [size]),
      scalar(builder, 0, value.dtype),
    ]),
  );
  return reshape(builder, square, [...x.shape, ...x.shape]);
};

/** Kernels that make tensors of nothing, or of indices. */
export const creation = {
  Diag: diag,
  Fill: fill,
  LinSpace: linSpace,
  OneHot: oneHot,
  OnesLike: like(1),
  Range: range,
  ZerosLike: like(0),
} as const satisfies Record<string, Lowering>;
