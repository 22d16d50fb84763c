import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../../src/backends/onnx/graph.ts';
import { addBiases } from '../../../../src/backends/onnx/passes/gemm-bias.ts';
import { graphOf, rewritten, untouched } from '../graphs.ts';

const transposed = { transA: { int: 0 }, transB: { int: 1 } };

describe('a bias', () => {
  test('is added by the product, on either side', () => {
    const graph = graphOf((b, input) => {
      const [x, w, bias] = [input(4, 3), input(2, 3), input(2)];
      return b.node('Add', [bias, b.node('Gemm', [x, w], transposed)]);
    });
    expect(rewritten(addBiases, graph)).toMatchInlineSnapshot(`
      "input v0: float32[4, 3]
      input v1: float32[2, 3]
      input v2: float32[2]
      v4: float32[4, 2] = Gemm(v0, v1, v2) {"transA":{"int":0},"transB":{"int":1}}
      output y = v4"
    `);
  });

  test.each<[string, Graph]>([
    [
      'when the product is used without it, too',
      graphOf((b, input) => {
        const product = b.node('Gemm', [input(4, 3), input(3, 2)]);
        return { product, sum: b.node('Add', [product, input(2)]) };
      }),
    ],
    [
      'when there is one already',
      graphOf((b, input) =>
        b.node('Add', [b.node('Gemm', [input(4, 3), input(3, 2), input(2)]), input(2)]),
      ),
    ],
    [
      'when it is larger than the product',
      graphOf((b, input) =>
        b.node('Add', [b.node('Gemm', [input(1, 3), input(3, 2)]), input(4, 2)]),
      ),
    ],
    ['when nothing is multiplied', graphOf((b, input) => b.node('Add', [input(4, 2), input(2)]))],
  ])('stays apart %s', (_, graph) => {
    expect(rewritten(addBiases, graph)).toBe(untouched(graph));
  });
});
