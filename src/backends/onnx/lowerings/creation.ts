import type { Shape } from '../../../core/shapes.ts';
import type { GraphBuilder, Value } from '../graph.ts';
import { cast, input, reshape, scalar } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';

/** One number everywhere, as a node: a constant of this size would travel with the model. */
function filled(builder: GraphBuilder, number: number, shape: Shape, dtype: Value['dtype']): Value {
  const one = cast(builder, scalar(builder, number), dtype);
  if (shape.length === 0) return one;
  return builder.node('Expand', [one, builder.int64s(shape)]);
}

const fill: Lowering = ({ builder, attributes }) => {
  const dtype = (attributes.dtype as Value['dtype'] | undefined) ?? 'float32';
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
  const length = Math.max(0, Math.ceil((stop - start) / step));
  const numbers = Array.from({ length }, (_, at) => start + at * step);
  return attributes.dtype === 'int32'
    ? builder.constant(Int32Array.from(numbers), [length], 'int32')
    : builder.constant(Float32Array.from(numbers), [length], 'float32');
};

/** A comparison with 0 … depth − 1: ONNX Runtime's OneHot takes few of the types that occur. */
const oneHot: Lowering = (context) => {
  const { builder, attributes } = context;
  const indices = input(context, 'indices');
  const depth = Number(attributes.depth);
  const categories = builder.constant(
    Int32Array.from({ length: depth }, (_, at) => at),
    [depth],
    'int32',
  );
  const column = reshape(builder, cast(builder, indices, 'int32'), [...indices.shape, 1]);
  const chosen = builder.node('Equal', [column, categories]);
  const dtype = (attributes.dtype as Value['dtype'] | undefined) ?? 'int32';
  const [on, off] = [Number(attributes.onValue), Number(attributes.offValue)];
  if (on === 1 && off === 0) return cast(builder, chosen, dtype);
  const branches = [on, off].map((number) => cast(builder, scalar(builder, number), dtype));
  return builder.node('Where', [chosen, ...branches]);
};

/** Kernels that make tensors of nothing, or of indices. */
export const creation = {
  Fill: fill,
  OneHot: oneHot,
  OnesLike: like(1),
  Range: range,
  ZerosLike: like(0),
} as const satisfies Record<string, Lowering>;
