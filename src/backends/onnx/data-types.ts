import type * as tf from '@tensorflow/tfjs';
import { UntraceableError } from '../../core/errors.ts';

/** Element types that occur in a traced program; int64 only as arguments of ONNX operators. */
export type DataType = 'float32' | 'int32' | 'int64' | 'bool';

/** ONNX's number for an element type (TensorProto.DataType). */
export const dataTypeNumbers = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
} as const satisfies Record<DataType, number>;

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
export function constantData(
  values: tf.BackendValues,
  dtype: tf.DataType,
): Float32Array | Int32Array | Uint8Array {
  const numbers = values as Float32Array | Int32Array | Uint8Array;
  switch (numeric(dtype)) {
    case 'float32':
      return Float32Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'bool':
      return Uint8Array.from(numbers);
  }
}
