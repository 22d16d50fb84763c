import type { NamedAttrMap } from '@tensorflow/tfjs';
import { constantArray, dataTypeNumbers } from './data-types.ts';
import type { DataType } from './data-types.ts';
import type { Value } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';
import type { Shape } from './shapes.ts';

/** What a lowering is given: the kernel's inputs as values, and its attributes. */
export interface LoweringContext {
  readonly builder: GraphBuilder;
  /** Inputs by the kernel's names for them. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** Inputs of kernels that take a list (Concat, Pack, AddN). */
  readonly list: readonly Value[];
  readonly attributes: NamedAttrMap;
  /**
   * Extremes of NaN have to be those of TensorFlow.js. That takes several passes over the tensor, which
   * compiled programs save.
   */
  readonly exactNaN: boolean;
}

/** Turns one TensorFlow.js kernel into ONNX operators; most kernels have one result. */
export type Lowering = (context: LoweringContext) => Value | readonly Value[];

/** The input of that name. */
export function input({ inputs }: LoweringContext, name: string): Value {
  const value = inputs[name];
  if (value === undefined) throw new Error(`A kernel came without its input "${name}".`);
  return value;
}

/** Axes counted from the front. */
export function positiveAxes(axes: number | readonly number[], rank: number): number[] {
  const list = typeof axes === 'number' ? [axes] : axes;
  return list.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** Casts unless the value has the type already. */
export function cast(builder: GraphBuilder, value: Value, dtype: DataType): Value {
  if (value.dtype === dtype) return value;
  return builder.node('Cast', [value], { to: { int: dataTypeNumbers[dtype] } });
}

/** Floats as int32. Infinity and NaN are 0 in JavaScript's arrays, and the lowest number in C. */
export function toWhole(builder: GraphBuilder, value: Value): Value {
  const beyond = ['IsNaN', 'IsInf'].map((op) => builder.node(op as 'IsNaN', [value]));
  const finite = builder.node('Where', [
    builder.node('Or', beyond),
    scalar(builder, 0, value.dtype),
    value,
  ]);
  return cast(builder, finite, 'int32');
}

/** The same elements in another shape. */
export function reshape(builder: GraphBuilder, value: Value, shape: Shape): Value {
  if (value.shape.join() === shape.join()) return value;
  // Without allowzero, ONNX reads a length of 0 as "as before".
  const zeros = shape.includes(0) ? { allowzero: { int: 1 } } : {};
  return builder.node('Reshape', [value, builder.int64s(shape)], zeros);
}

/** A number as a scalar of an element type. */
export function scalar(builder: GraphBuilder, number: number, dtype: DataType = 'float32'): Value {
  return builder.constant(constantArray([number], dtype), [], dtype);
}

/** Whole numbers as int32, as TensorFlow.js has indices. */
export function int32s(
  builder: GraphBuilder,
  numbers: readonly number[],
  shape: Shape = [numbers.length],
): Value {
  return builder.constant(Int32Array.from(numbers), shape, 'int32');
}

/** Applies `work` to the value as another element type and gives the result the type it had. */
export function through(
  builder: GraphBuilder,
  dtype: DataType,
  value: Value,
  work: (value: Value) => Value,
): Value {
  return cast(builder, work(cast(builder, value, dtype)), value.dtype);
}

/** The axes in another order. */
export function transpose(builder: GraphBuilder, value: Value, perm: readonly number[]): Value {
  if (perm.every((axis, place) => axis === place)) return value;
  return builder.node('Transpose', [value], { perm: { ints: perm } });
}

/** Elements from `begin`, `size` of them along each axis. */
export function slice(
  builder: GraphBuilder,
  value: Value,
  begin: readonly number[],
  size: readonly number[],
): Value {
  if (size.join() === value.shape.join()) return value;
  const ends = begin.map((start, axis) => start + (size[axis] ?? 0));
  const bounds = [begin, ends, [...begin.keys()]].map((numbers) => builder.int64s(numbers));
  return builder.node('Slice', [value, ...bounds]);
}

/** Adds up axes, which are kept with length 1 if asked for. */
export function sum(
  builder: GraphBuilder,
  value: Value,
  axes: readonly number[],
  keepDims = false,
): Value {
  const keepdims = { int: keepDims ? 1 : 0 };
  return builder.node('ReduceSum', [value, builder.int64s(axes)], { keepdims });
}
