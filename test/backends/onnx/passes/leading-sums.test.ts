import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../../src/backends/onnx/graph.ts';
import { multiplyLeadingSums } from '../../../../src/backends/onnx/passes/leading-sums.ts';
import { graphOf, rewritten, untouched } from '../graphs.ts';

describe('sums over leading axes', () => {
  const reduce = (op: 'ReduceSum' | 'ReduceMean', shape: number[], axes: number[], keepdims = 0) =>
    graphOf((b, input) =>
      op === 'ReduceSum'
        ? b.node(op, [input(...shape), b.int64s(axes)], { keepdims: { int: keepdims } })
        : b.node(op, [input(...shape)], { keepdims: { int: keepdims }, axes: { ints: axes } }),
    );

  test('of a few long rows become products', () => {
    expect(rewritten(multiplyLeadingSums, reduce('ReduceSum', [3, 2, 700], [0])))
      .toMatchInlineSnapshot(`
      "input v0: float32[3, 2, 700]
      constant v2: float32[1, 3] = 1, 1, 1
      constant v3: int64[2] = 3, 1400
      constant v6: int64[2] = 2, 700
      v4: float32[3, 1400] = Reshape(v0, v3)
      v5: float32[1, 1400] = Gemm(v2, v4)
      v7: float32[2, 700] = Reshape(v5, v6)
      output y = v7"
    `);
  });

  test('become products for means, whatever the order of the axes', () => {
    expect(rewritten(multiplyLeadingSums, reduce('ReduceMean', [2, 2, 1024], [1, 0])))
      .toMatchInlineSnapshot(`
      "input v0: float32[2, 2, 1024]
      constant v1: float32[1, 4] = 0.25, 0.25, 0.25, 0.25
      constant v2: int64[2] = 4, 1024
      constant v5: int64[1] = 1024
      v3: float32[4, 1024] = Reshape(v0, v2)
      v4: float32[1, 1024] = Gemm(v1, v3)
      v6: float32[1024] = Reshape(v4, v5)
      output y = v6"
    `);
  });

  test.each<[string, Graph]>([
    ['the last axis', reduce('ReduceSum', [4, 2000], [1])],
    ['axes with a gap', reduce('ReduceSum', [2, 2, 2000], [0, 2])],
    ['axes that are kept', reduce('ReduceSum', [4, 2000], [0], 1)],
    ['all axes', reduce('ReduceMean', [2, 2], [0, 1])],
    ['one row', reduce('ReduceSum', [1, 2000], [0])],
    ['many rows', reduce('ReduceSum', [65, 2000], [0])],
    ['short rows', reduce('ReduceSum', [64, 1023], [0])],
    ['no rows', reduce('ReduceSum', [0, 2000], [0])],
    [
      'whole numbers',
      graphOf((b, input) => {
        const whole = b.node('Cast', [input(4, 2000)], { to: { int: 6 } });
        return b.node('ReduceSum', [whole, b.int64s([0])], { keepdims: { int: 0 } });
      }),
    ],
    [
      'maxima',
      graphOf((b, input) =>
        b.node('ReduceMax', [input(4, 2000)], { keepdims: { int: 0 }, axes: { ints: [0] } }),
      ),
    ],
  ])('are left alone for %s', (_, graph) => {
    expect(rewritten(multiplyLeadingSums, graph)).toBe(untouched(graph));
  });

  test.each([
    [64, 1024],
    [2, 1024],
  ])('are products for %i rows of %i', (rows, columns) => {
    const graph = reduce('ReduceSum', [rows, columns], [0]);
    expect(rewritten(multiplyLeadingSums, graph)).toContain('Gemm');
  });
});
