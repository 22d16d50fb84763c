import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../src/backends/onnx/data-types.ts';
import { GraphError } from '../../../src/backends/onnx/graph-error.ts';
import { GraphBuilder } from '../../../src/backends/onnx/graph.ts';
import type { Attribute, ConstantData, Value } from '../../../src/backends/onnx/graph.ts';
import type { Operator } from '../../../src/backends/onnx/operators/operator.ts';
import { operators } from '../../../src/backends/onnx/operators/table.ts';
import type { OperatorName } from '../../../src/backends/onnx/operators/table.ts';
import { serialise } from '../../../src/backends/onnx/serialise.ts';
import { sizeOf } from '../../../src/core/shapes.ts';
import type { Shape } from '../../../src/core/shapes.ts';

const arrays = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

/** An operator with arguments: shapes of tensors of the operator's type, or constants. */
interface Case {
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

/** Every operator with arguments of several shapes. */
const cases: Record<OperatorName, readonly Case[]> = {
  Abs: unary,
  Add: binary,
  And: binary,
  ArgMax: oneAxis,
  ArgMin: [{ inputs: [[2, 3]], attributes: { axis: { int: 0 }, keepdims: { int: 0 } } }],
  Cast: [1, 6, 7, 9].map((to) => ({ inputs: [[2, 3]], attributes: { to: { int: to } } })),
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
  CumSum: [{ inputs: [[2, 3], scalar64(1)], attributes: { reverse: { int: 1 } } }],
  Div: binary,
  Equal: binary,
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
  Min: variadic,
  Mul: binary,
  Neg: unary,
  Not: unary,
  Or: binary,
  Pad: [
    { inputs: [[2, 3], int64s(1, 0, 0, 2)] },
    { inputs: [[2, 3], int64s(1, 0, 0, 2), []] },
    { inputs: [[2, 3], int64s(1, 2, 1, 0)], attributes: { mode: { string: 'reflect' } } },
  ],
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
  Sigmoid: unary,
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
  Tile: [{ inputs: [[2, 3], int64s(2, 3)] }, { inputs: [[2, 3], int64s(1, 0)] }],
  Transpose: [
    { inputs: [[2, 3, 4]], attributes: { perm: { ints: [2, 0, 1] } } },
    { inputs: [[2, 3]] },
  ],
  Where: [
    { inputs: [typed([2, 1], 'bool'), [3], [2, 3]] },
    { inputs: [typed([], 'bool'), [], []] },
  ],
};

/** Zero is no divisor; one is an index within all bounds here. */
function ones(dtype: DataType, shape: Shape): ConstantData {
  const array = new arrays[dtype](sizeOf(shape));
  return array instanceof BigInt64Array ? array.fill(1n) : array.fill(1);
}

async function run(op: OperatorName, { inputs, attributes = {} }: Case, dtype: DataType) {
  const builder = new GraphBuilder();
  const values = inputs.map((input) =>
    typeof input === 'function' ? input(builder, dtype) : builder.input(input, dtype),
  );
  const value = builder.node(op, values, attributes);
  const fed = values.filter(({ source }) => source.kind === 'input');
  const graph = builder.graph(fed, [{ name: 'result', value }]);
  const session = await InferenceSession.create(serialise(graph), {
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const feeds = fed.map(({ name, dtype: type, shape }) => [
    name,
    new Tensor(type, ones(type, shape), shape),
  ]);
  const { output0 } = await session.run(Object.fromEntries(feeds) as Record<string, Tensor>);
  return { value, found: { dtype: output0!.type, shape: [...output0!.dims] } };
}

const all = Object.entries(cases) as [OperatorName, readonly Case[]][];

describe.each(all)('the type of %s', (op, list) => {
  const { types }: Operator = operators[op];
  test.each(types)('is the one of ONNX Runtime’s result, for %s', async (dtype) => {
    for (const each of list) {
      const { value, found } = await run(op, each, dtype);
      expect(found).toEqual({ dtype: value.dtype, shape: [...value.shape] });
    }
  });
});

describe('an operator', () => {
  const builder = new GraphBuilder();
  const x = builder.input([2, 3]);
  const whole = builder.input([2, 3], 'int32');
  test.each<[string, () => Value, string]>([
    ['an input too few', () => builder.node('Add', [x]), 'Add cannot be applied: it has 1 inputs'],
    ['an input too many', () => builder.node('Exp', [x, x]), 'it has 2 inputs; allowed: 1 to 1'],
    ['an element type', () => builder.node('Exp', [whole]), 'input 0 is int32; allowed: float32'],
    ['mixed types', () => builder.node('Add', [x, whole]), 'input 1 is int32, another float32'],
    [
      'shapes',
      () => builder.node('Add', [x, builder.input([2])]),
      '[2, 3] and [2] do not broadcast',
    ],
    [
      'a shape that is no constant',
      () => builder.node('Expand', [x, builder.input([1], 'int64')]),
      'an int64 constant',
    ],
    [
      'an attribute',
      () => builder.node('Softmax', [x], { axes: { int: 1 } }),
      '"axes" is not among: axis',
    ],
    [
      'a kind of attribute',
      () => builder.node('Softmax', [x], { axis: { float: 1 } }),
      'of another kind than int',
    ],
    ['an axis', () => builder.node('Softmax', [x], { axis: { int: 2 } }), 'axis 2 is not below 2'],
    [
      'a number of elements',
      () => builder.node('Reshape', [x, builder.int64s([4])]),
      '[2, 3] cannot become [4]',
    ],
    ['inner lengths', () => builder.node('MatMul', [x, x]), 'inner lengths 3 and 2 differ'],
  ])('refuses %s that it does not take', (_, make, message) => {
    expect(make).toThrow(GraphError);
    expect(make).toThrow(message);
  });
});
