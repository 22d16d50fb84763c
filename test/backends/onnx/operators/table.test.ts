import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { ConstantData, DataType } from '../../../../src/backends/onnx/data-types.ts';
import type { Value } from '../../../../src/backends/onnx/graph.ts';
import { GraphBuilder } from '../../../../src/backends/onnx/graph-builder.ts';
import { GraphError } from '../../../../src/backends/onnx/graph-error.ts';
import type { Operator } from '../../../../src/backends/onnx/operators/operator.ts';
import { operators } from '../../../../src/backends/onnx/operators/table.ts';
import type { OperatorName } from '../../../../src/backends/onnx/operators/table.ts';
import { serialise } from '../../../../src/backends/onnx/serialise.ts';
import { sizeOf } from '../../../../src/core/shapes.ts';
import type { Shape } from '../../../../src/core/shapes.ts';
import { cases } from './cases.ts';
import type { Case } from './cases.ts';

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

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
