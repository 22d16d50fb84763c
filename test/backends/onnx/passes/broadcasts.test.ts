import { describe, expect, test } from 'vitest';
import { dropExpands } from '../../../../src/backends/onnx/passes/broadcasts.ts';
import { expand, graphOf, rewritten, untouched } from '../graphs.ts';
import type { Build } from '../graphs.ts';

describe('an Expand', () => {
  test('before an operator that broadcasts by itself is dropped', () => {
    const graph = graphOf((b, input) => b.node('Mul', [input(4, 3), expand(b, input(1, 3), 4, 3)]));
    expect(rewritten(dropExpands, graph)).toMatchInlineSnapshot(`
      "input v0: float32[4, 3]
      input v1: float32[1, 3]
      v4: float32[4, 3] = Mul(v0, v1)
      output y = v4"
    `);
  });

  test('that the result owes its shape to is kept, and only that one', () => {
    const graph = graphOf((b, input) =>
      b.node('Sub', [expand(b, input(1, 3), 4, 3), expand(b, input(3), 4, 3)]),
    );
    expect(rewritten(dropExpands, graph)).toMatchInlineSnapshot(`
      "input v0: float32[1, 3]
      input v1: float32[3]
      constant v2: int64[2] = 4, 3
      v4: float32[4, 3] = Expand(v1, v2)
      v5: float32[4, 3] = Sub(v0, v4)
      output y = v5"
    `);
  });

  test('of a condition or a branch of Where is dropped', () => {
    const graph = graphOf((b, input) => {
      const [x, limit, scalar] = [input(4, 3), input(4, 1), input()];
      const condition = expand(b, b.node('Less', [limit, scalar]), 4, 3);
      return b.node('Where', [condition, x, expand(b, scalar, 4, 3)]);
    });
    expect(rewritten(dropExpands, graph)).toMatchInlineSnapshot(`
      "input v0: float32[4, 3]
      input v1: float32[4, 1]
      input v2: float32[]
      v3: bool[4, 1] = Less(v1, v2)
      v7: float32[4, 3] = Where(v3, v0, v2)
      output y = v7"
    `);
  });

  test.each<[string, Build]>([
    ['that is an output', (b, input) => expand(b, input(3), 4, 3)],
    ['before an operator of one input', (b, input) => b.node('Exp', [expand(b, input(3), 4, 3)])],
    [
      'before a Concat',
      (b, input) =>
        b.node('Concat', [input(4, 3), expand(b, input(3), 4, 3)], { axis: { int: 0 } }),
    ],
    ['before a Gemm', (b, input) => b.node('Gemm', [input(2, 4), expand(b, input(1, 3), 4, 3)])],
  ])('%s is kept', (_, build) => {
    const graph = graphOf(build);
    expect(rewritten(dropExpands, graph)).toBe(untouched(graph));
  });

  test('that both factors are is dropped once', () => {
    const graph = graphOf((b, input) => {
      const wide = expand(b, input(1, 3), 4, 3);
      return b.node('Mul', [wide, wide]);
    });
    expect(rewritten(dropExpands, graph)).toMatchInlineSnapshot(`
      "input v0: float32[1, 3]
      constant v1: int64[2] = 4, 3
      v2: float32[4, 3] = Expand(v0, v1)
      v3: float32[4, 3] = Mul(v0, v2)
      output y = v3"
    `);
  });
});
