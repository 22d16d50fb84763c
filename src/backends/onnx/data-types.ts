import type * as tf from '@tensorflow/tfjs';
import { UntraceableError } from './errors.ts';

/**
 * Element types that occur in a graph. Tensors of TensorFlow.js have none of int64, which ONNX operators
 * take as shapes and positions, and float64.
 */
export type DataType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool';

/** Host data of a constant: bools are bytes. */
export type ConstantData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** ONNX's number for an element type (TensorProto.DataType). */
export const dataTypeNumbers = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
} as const satisfies Record<DataType, number>;

/** Numbers as the data of a constant. */
export function constantArray(numbers: ArrayLike<number>, dtype: DataType): ConstantData {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(numbers);
    case 'float64':
      return Float64Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'int64':
      return BigInt64Array.from(Array.from(numbers, (number) => BigInt(number)));
    case 'bool':
      return Uint8Array.from(numbers);
  }
}

/**
 * An element type of TensorFlow.js that ONNX operators take.
 *
 * @throws UntraceableError for strings and complex numbers.
 */
export function numeric(dtype: tf.DataType): 'float32' | 'int32' | 'bool' {
  if (dtype === 'string' || dtype === 'complex64') {
    throw new UntraceableError(`a tensor of type ${dtype}`);
  }
  return dtype;
}

/** A copy of what a tensor is written from: the caller may change its array. */
export function constantData(values: tf.BackendValues, dtype: tf.DataType) {
  return constantArray(values as Float32Array, numeric(dtype));
}
