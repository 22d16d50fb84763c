import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { Graph, Value } from '../../../../src/backends/onnx/graph.ts';
import type { GraphBuilder } from '../../../../src/backends/onnx/graph-builder.ts';
import { cast, slice, transpose } from '../../../../src/backends/onnx/lowering.ts';
import { rewrite } from '../../../../src/backends/onnx/passes/rewrite.ts';
import { forWebGpu } from '../../../../src/backends/onnx/passes/webgpu.ts';
import { printGraph } from '../../../../src/backends/onnx/print-graph.ts';
import { outputName, serialise } from '../../../../src/backends/onnx/serialise.ts';
import { createSession } from '../../../../src/backends/onnx/session.ts';
import { verifyGraph } from '../../../../src/backends/onnx/verify.ts';
import { graphOf, untouched } from '../graphs.ts';

// Ties, both zeros, negative numbers: rows of 4.
const numbers = Float32Array.of(3, -1, 3, -1, 0, -0, 2, 2, -5, -5, -5, -5);
const shape = [3, 4];

const positive = (b: GraphBuilder, x: Value) =>
  b.node('Greater', [x, b.constant(Float32Array.of(0), [], 'float32')]);
const odd = (b: GraphBuilder, x: Value) =>
  b.node('Equal', [x, b.constant(Float32Array.of(-5), [], 'float32')]);

async function run(graph: Graph): Promise<ArrayLike<number>> {
  const session = await createSession(serialise(graph), { threads: 1, optimisation: 'disabled' });
  const { [outputName(0)]: y } = await session.run({ v0: new Tensor('float32', numbers, shape) });
  await session.release();
  return y?.data as Float32Array;
}

describe('what WebGPU lacks, written in other operators', () => {
  test.each<[string, (b: GraphBuilder, x: Value) => Value]>([
    ['or', (b, x) => b.node('Or', [positive(b, x), odd(b, x)])],
    ['−x of whole numbers', (b, x) => b.node('Neg', [cast(b, x, 'int32')])],
    ['|x| of whole numbers', (b, x) => b.node('Abs', [cast(b, x, 'int32')])],
    [
      'the nearest whole number',
      (b, x) =>
        b.node('Round', [
          b.node('Div', [x, b.constant(Float32Array.of(2, 2, -2, 3), [4], 'float32')]),
        ]),
    ],
    [
      'positions in another shape',
      (b, x) => b.node('Reshape', [cast(b, cast(b, x, 'int32'), 'int64'), b.int64s([4, 3])]),
    ],
    ['sign', (b, x) => b.node('Sign', [x])],
    ['the first least', (b, x) => cast(b, b.node('ArgMin', [x], { axis: { int: 1 } }), 'int32')],
    [
      'the first largest along the first axis',
      (b, x) => cast(b, b.node('ArgMax', [x], { axis: { int: 0 }, keepdims: { int: 0 } }), 'int32'),
    ],
    [
      'the places of the two largest',
      (b, x) => {
        const untied = b.constant(Float32Array.of(0.4, 0.3, 0.2, 0.1), [4], 'float32');
        const inputs = [b.node('Add', [x, untied]), b.int64s([2])];
        return cast(b, b.node('TopKIndices', inputs, { axis: { int: -1 } }), 'int32');
      },
    ],
    [
      'the places of the two least in a row of three',
      (b, x) => {
        const untied = b.constant(Float32Array.of(0.4, 0.3, 0.2, 0.1), [4], 'float32');
        const row = slice(b, b.node('Add', [x, untied]), [0, 0], [3, 3]);
        const attributes = { axis: { int: 0 }, largest: { int: 0 } };
        return cast(b, b.node('TopKIndices', [row, b.int64s([2])], attributes), 'int32');
      },
    ],
    [
      'bools side by side',
      (b, x) => b.node('Concat', [positive(b, x), odd(b, x)], { axis: { int: 0 } }),
    ],
    ['equal bools', (b, x) => b.node('Equal', [positive(b, x), odd(b, x)])],
    ['bools turned', (b, x) => transpose(b, positive(b, x), [1, 0])],
    ['some of the bools', (b, x) => slice(b, positive(b, x), [1, 1], [2, 2])],
  ])('%s: the same numbers', async (_, build) => {
    const graph = graphOf((b, input) => cast(b, build(b, input(...shape)), 'float32'));
    const written = forWebGpu.reduce(rewrite, graph);
    verifyGraph(written);
    expect(printGraph(written)).not.toBe(untouched(graph));
    // As numbers: 0 and −0 are the same here.
    const [found, expected] = [await run(written), await run(graph)];
    expect(Array.from(found, (number) => number + 0)).toEqual(
      Array.from(expected, (number) => number + 0),
    );
    expect(found.length).toBeGreaterThan(1);
  });

  test('everything else stays as it is', () => {
    const graph = graphOf((b, input) => b.node('Add', [input(2), input(2)]));
    expect(printGraph(forWebGpu.reduce(rewrite, graph))).toBe(untouched(graph));
  });
});
