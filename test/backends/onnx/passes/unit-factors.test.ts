import { describe, expect, test } from 'vitest';
import type { Value } from '../../../../src/backends/onnx/graph.ts';
import type { GraphBuilder } from '../../../../src/backends/onnx/graph-builder.ts';
import { dropUnitFactors } from '../../../../src/backends/onnx/passes/unit-factors.ts';
import { graphOf, ones, rewritten, untouched } from '../graphs.ts';
import type { Build } from '../graphs.ts';

describe('unit factors', () => {
  test.each<[string, (b: GraphBuilder, x: Value) => Value[]]>([
    ['right', (b, x) => [x, ones(b, 2, 3)]],
    ['left', (b, x) => [ones(b, 1), x]],
  ])('on the %s are dropped', (_, factors) => {
    const graph = graphOf((b, input) => b.node('Exp', [b.node('Mul', factors(b, input(2, 3)))]));
    expect(rewritten(dropUnitFactors, graph).split('\n')).toEqual([
      'input v0: float32[2, 3]',
      'v2: float32[2, 3] = Exp(v0)',
      'output y = v2',
    ]);
  });

  test('of a larger shape repeat the other factor', () => {
    const graph = graphOf((b, input) => b.node('Mul', [input(3, 1), ones(b, 2, 3, 4)]));
    expect(rewritten(dropUnitFactors, graph)).toMatchInlineSnapshot(`
      "input v0: float32[3, 1]
      constant v2: int64[3] = 2, 3, 4
      v3: float32[2, 3, 4] = Expand(v0, v2)
      output y = v3"
    `);
  });

  test.each<[string, Build]>([
    [
      'nearly ones',
      (b, input) =>
        b.node('Mul', [input(2), b.constant(Float32Array.of(1, 1 + 2 ** -23), [2], 'float32')]),
    ],
    ['a sum with ones', (b, input) => b.node('Add', [input(2), ones(b, 2)])],
    ['a quotient by ones', (b, input) => b.node('Div', [ones(b, 2), input(2)])],
    ['ones that are computed', (b, input) => b.node('Mul', [input(2), b.node('Exp', [input(2)])])],
    [
      'whole numbers',
      (b, input) =>
        b.node('Mul', [
          b.node('Cast', [input(2)], { to: { int: 6 } }),
          b.constant(Int32Array.of(1, 1), [2], 'int32'),
        ]),
    ],
  ])('do not include %s', (_, build) => {
    expect(rewritten(dropUnitFactors, graphOf(build))).toBe(untouched(graphOf(build)));
  });
});
