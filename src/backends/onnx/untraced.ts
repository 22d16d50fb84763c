const complex = 'ONNX Runtime has no complex numbers';
const strings = 'its operators take no strings';
const shapes = 'the shape of its result depends on values';
const sampling = 'it reads images at positions which are values, and is not written';
const dilation = 'the gradient of a dilation is not written';

/** Every TensorFlow.js kernel that is not recorded, with the reason. */
export const untraced = {
  BitwiseAnd: 'the operator came after operator set 17',
  BroadcastArgs: 'it checks shapes that are values',
  Complex: complex,
  ComplexAbs: complex,
  CropAndResize: sampling,
  Dilation2DBackpropFilter: dilation,
  Dilation2DBackpropInput: dilation,
  Draw: 'it draws on a canvas of a browser',
  FFT: complex,
  IFFT: complex,
  Imag: complex,
  MaxPoolWithArgmax: 'ONNX counts positions with channels first',
  Multinomial: 'it needs a random generator, and a program gets its randomness as an input',
  NonMaxSuppressionV3: shapes,
  NonMaxSuppressionV4: shapes,
  NonMaxSuppressionV5: shapes,
  RaggedGather: shapes,
  RaggedRange: shapes,
  RaggedTensorToTensor: shapes,
  Real: complex,
  RotateWithOffset: sampling,
  SparseFillEmptyRows: shapes,
  SparseReshape: shapes,
  SparseSegmentMean: shapes,
  SparseSegmentSum: shapes,
  StaticRegexReplace: strings,
  StringNGrams: strings,
  StringSplit: strings,
  StringToHashBucketFast: strings,
  Transform: sampling,
  Unique: shapes,
} as const satisfies Record<string, string>;
