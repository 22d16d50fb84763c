import type { DataType } from '../../../../src/backends/onnx/data-types.ts';
import type { Value } from '../../../../src/backends/onnx/graph.ts';
import type { GraphBuilder } from '../../../../src/backends/onnx/graph-builder.ts';
import type { Attribute } from '../../../../src/backends/onnx/operators/operator.ts';
import type { OperatorName } from '../../../../src/backends/onnx/operators/table.ts';
import type { Shape } from '../../../../src/core/shapes.ts';

/** An operator with arguments: shapes of tensors of the operator's type, or constants. */
export interface Case {
  readonly inputs: readonly (Shape | ((builder: GraphBuilder, dtype: DataType) => Value))[];
  readonly attributes?: Record<string, Attribute>;
}

const int64s =
  (...numbers: number[]) =>
  (builder: GraphBuilder) =>
    builder.int64s(numbers);
const scalar64 = (number: number) => (builder: GraphBuilder) =>
  builder.constant(BigInt64Array.of(BigInt(number)), [], 'int64');
const typed = (shape: Shape, dtype: DataType) => (builder: GraphBuilder) =>
  builder.input(shape, dtype);

const unary: readonly Case[] = [{ inputs: [[2, 3]] }, { inputs: [[]] }, { inputs: [[0, 2]] }];
const binary: readonly Case[] = [
  { inputs: [[2, 3], [3]] },
  {
    inputs: [
      [2, 1],
      [1, 3],
    ],
  },
  { inputs: [[], []] },
];
const variadic: readonly Case[] = [...binary, { inputs: [[2, 3], [3], [2, 1]] }];
const reduced: readonly Case[] = [
  { inputs: [[2, 3, 4]], attributes: { axes: { ints: [0, 2] }, keepdims: { int: 0 } } },
  { inputs: [[2, 3, 4]], attributes: { axes: { ints: [-1] }, keepdims: { int: 1 } } },
  { inputs: [[2, 3]] },
];
const oneAxis: readonly Case[] = [
  { inputs: [[2, 3, 4]], attributes: { axis: { int: 1 } } },
  { inputs: [[2, 3, 4]], attributes: { axis: { int: -1 } } },
];

const pools: readonly Case[] = [
  {
    inputs: [[2, 3, 7, 5]],
    attributes: {
      kernel_shape: { ints: [3, 2] },
      strides: { ints: [2, 1] },
      pads: { ints: [1, 0, 0, 1] },
    },
  },
  { inputs: [[1, 2, 4, 4, 4]], attributes: { kernel_shape: { ints: [2, 2, 2] } } },
];

/** Every operator with arguments of several shapes. */
export const cases: Record<OperatorName, readonly Case[]> = {
  Abs: unary,
  Acos: unary,
  Acosh: unary,
  Add: binary,
  And: binary,
  ArgMax: oneAxis,
  ArgMin: [{ inputs: [[2, 3]], attributes: { axis: { int: 0 }, keepdims: { int: 0 } } }],
  Asin: unary,
  Asinh: unary,
  Atan: unary,
  Atanh: unary,
  AveragePool: pools,
  Cast: [1, 6, 7, 9, 11].map((to) => ({ inputs: [[2, 3]], attributes: { to: { int: to } } })),
  Ceil: unary,
  Concat: [
    {
      inputs: [
        [2, 3],
        [2, 1],
        [2, 3],
      ],
      attributes: { axis: { int: 1 } },
    },
    { inputs: [[2, 3]], attributes: { axis: { int: -2 } } },
  ],
  Conv: [
    {
      inputs: [
        [2, 4, 7, 5],
        [6, 4, 3, 2],
      ],
      attributes: { strides: { ints: [2, 1] }, pads: { ints: [1, 0, 0, 1] } },
    },
    {
      inputs: [
        [1, 4, 9],
        [8, 2, 3],
      ],
      attributes: { group: { int: 2 }, dilations: { ints: [3] } },
    },
  ],
  ConvTranspose: [
    {
      inputs: [
        [2, 4, 3, 5],
        [4, 6, 3, 2],
      ],
      attributes: {
        strides: { ints: [2, 1] },
        pads: { ints: [1, 0, 0, 1] },
        output_padding: { ints: [1, 0] },
      },
    },
    {
      inputs: [
        [1, 4, 9],
        [4, 2, 3],
      ],
      attributes: { group: { int: 2 } },
    },
  ],
  Cos: unary,
  Cosh: unary,
  CumSum: [{ inputs: [[2, 3], scalar64(1)], attributes: { reverse: { int: 1 } } }],
  Div: binary,
  Equal: binary,
  Erf: unary,
  Exp: unary,
  Expand: [
    { inputs: [[3, 1], int64s(2, 1, 4)] },
    { inputs: [[], int64s(2, 3)] },
    { inputs: [[2, 3], int64s(3)] },
  ],
  Floor: unary,
  Gather: [
    { inputs: [[4, 3, 2], typed([5], 'int32')], attributes: { axis: { int: 1 } } },
    { inputs: [[4, 3], typed([], 'int64')] },
    { inputs: [[4, 3], typed([2, 2], 'int64')], attributes: { axis: { int: -1 } } },
  ],
  GatherElements: [{ inputs: [[4, 3], typed([4, 2], 'int64')], attributes: { axis: { int: 1 } } }],
  GatherND: [
    { inputs: [[4, 3, 2], typed([5, 2], 'int64')] },
    { inputs: [[4, 3], typed([2, 2, 1], 'int64')] },
  ],
  Gemm: [
    {
      inputs: [
        [3, 2],
        [3, 4],
      ],
      attributes: { transA: { int: 1 } },
    },
    { inputs: [[2, 3], [4, 3], [4]], attributes: { transB: { int: 1 } } },
  ],
  Greater: binary,
  GreaterOrEqual: binary,
  IsInf: unary,
  IsNaN: unary,
  LeakyRelu: [{ inputs: [[2, 3]], attributes: { alpha: { float: 0.2 } } }],
  Less: binary,
  LessOrEqual: binary,
  Log: unary,
  LogSoftmax: oneAxis,
  MatMul: [
    {
      inputs: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      inputs: [
        [5, 1, 2, 3],
        [2, 3, 4],
      ],
    },
  ],
  Max: variadic,
  MaxPool: pools,
  MaxPoolIndices: pools,
  Min: variadic,
  Mod: [{ inputs: [[2, 3], [3]], attributes: { fmod: { int: 1 } } }],
  Mul: binary,
  Neg: unary,
  Not: unary,
  Or: binary,
  Pad: [
    { inputs: [[2, 3], int64s(1, 0, 0, 2)] },
    { inputs: [[2, 3], int64s(1, 0, 0, 2), []] },
    { inputs: [[2, 3], int64s(1, 2, 1, 0)], attributes: { mode: { string: 'reflect' } } },
  ],
  Part: [
    { inputs: [[2, 5], int64s(3, 2)], attributes: { axis: { int: 1 }, part: { int: 0 } } },
    { inputs: [[6], int64s(1, 2, 3)], attributes: { part: { int: 2 } } },
  ],
  Pow: binary,
  Reciprocal: unary,
  ReduceMax: reduced,
  ReduceMean: reduced,
  ReduceMin: reduced,
  ReduceProd: reduced,
  ReduceSum: [
    { inputs: [[2, 3, 4], int64s(0, 2)], attributes: { keepdims: { int: 0 } } },
    { inputs: [[2, 3, 4], int64s(-1)] },
  ],
  Relu: unary,
  Reshape: [
    { inputs: [[2, 6], int64s(3, 4)] },
    { inputs: [[1], int64s()] },
    { inputs: [[0, 2], int64s(5, 0)], attributes: { allowzero: { int: 1 } } },
  ],
  Round: unary,
  ScatterND: [
    { inputs: [[4, 3], typed([2, 1], 'int64'), [2, 3]] },
    { inputs: [[4, 3], typed([2, 2], 'int64'), [2]], attributes: { reduction: { string: 'add' } } },
  ],
  Sigmoid: unary,
  Sign: unary,
  Sin: unary,
  Sinh: unary,
  Slice: [
    { inputs: [[5, 6], int64s(1, 2), int64s(4, 6), int64s(0, 1)] },
    { inputs: [[5, 6], int64s(5), int64s(-7), int64s(-1), int64s(-2)] },
    { inputs: [[5, 6], int64s(-2), int64s(100), int64s(0), int64s(1)] },
    { inputs: [[5, 6], int64s(3), int64s(1), int64s(0), int64s(1)] },
    { inputs: [[5, 6], int64s(9), int64s(0), int64s(1), int64s(-4)] },
  ],
  Softmax: oneAxis,
  Softplus: unary,
  Sqrt: unary,
  Sub: binary,
  Tan: unary,
  Tanh: unary,
  Tile: [{ inputs: [[2, 3], int64s(2, 3)] }, { inputs: [[2, 3], int64s(1, 0)] }],
  TopKIndices: [{ inputs: [[2, 5], int64s(3)], attributes: { axis: { int: -1 } } }],
  Transpose: [
    { inputs: [[2, 3, 4]], attributes: { perm: { ints: [2, 0, 1] } } },
    { inputs: [[2, 3]] },
  ],
  Where: [
    { inputs: [typed([2, 1], 'bool'), [3], [2, 3]] },
    { inputs: [typed([], 'bool'), [], []] },
  ],
};
