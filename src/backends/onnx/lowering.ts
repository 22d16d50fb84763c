import type { NamedAttrMap } from '@tensorflow/tfjs';
import type { Shape } from '../../core/shapes.ts';
import { dataTypeNumbers } from './data-types.ts';
import type { DataType } from './data-types.ts';
import type { GraphBuilder, Value } from './graph.ts';

/** What a lowering is given: the kernel's inputs as values, and its attributes. */
export interface LoweringContext {
  readonly builder: GraphBuilder;
  /** Inputs by the kernel's names for them. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** Inputs of kernels that take a list (Concat, Pack, AddN). */
  readonly list: readonly Value[];
  readonly attributes: NamedAttrMap;
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

/** The same elements in another shape. */
export function reshape(builder: GraphBuilder, value: Value, shape: Shape): Value {
  if (value.shape.join() === shape.join()) return value;
  // Without allowzero, ONNX reads a length of 0 as "as before".
  const zeros = shape.includes(0) ? { allowzero: { int: 1 } } : {};
  return builder.node('Reshape', [value, builder.int64s(shape)], zeros);
}

/** A number as a scalar of an element type. */
export function scalar(builder: GraphBuilder, number: number, dtype: DataType = 'float32'): Value {
  const data = dtype === 'int32' ? Int32Array.of(number) : Float32Array.of(number);
  return builder.constant(data, [], dtype === 'int32' ? 'int32' : 'float32');
}
