/** Element types that occur in a traced program; int64 only as arguments of ONNX operators. */
export type DataType = 'float32' | 'int32' | 'int64' | 'bool';

/** ONNX's number for an element type (TensorProto.DataType). */
export const dataTypeNumbers = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
} as const satisfies Record<DataType, number>;
