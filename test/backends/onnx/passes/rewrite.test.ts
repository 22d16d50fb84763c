import { describe, expect, test } from 'vitest';
import { rewrite } from '../../../../src/backends/onnx/passes/rewrite.ts';
import type { Rule } from '../../../../src/backends/onnx/passes/rewrite.ts';
import { graphOf, rewritten } from '../graphs.ts';

describe('a rewritten graph', () => {
  test('leaves out what the new values do not need, and keeps its inputs', () => {
    const graph = graphOf((b, input) => {
      const x = input(2);
      // An input that nothing uses.
      input(3);
      return b.node('Add', [b.node('Exp', [x]), b.node('Neg', [x])]);
    });
    const rule: Rule = ({ node: { op, inputs } }) => (op === 'Add' ? inputs[1] : undefined);
    expect(rewritten(rule, graph)).toMatchInlineSnapshot(`
      "input v0: float32[2]
      input v1: float32[3]
      v3: float32[2] = Neg(v0)
      output y = v3"
    `);
  });

  test('tells a rule how often its inputs are used, by outputs too', () => {
    const graph = graphOf((b, input) => {
      const e = b.node('Exp', [input(2)]);
      return { sum: b.node('Add', [e, e]), e, root: b.node('Sqrt', [e]) };
    });
    const seen: [string, number[]][] = [];
    rewrite(graph, ({ node: { op, inputs }, uses }) => {
      seen.push([op, inputs.map((_, place) => uses(place))]);
      return undefined;
    });
    expect(seen).toEqual([
      ['Exp', [1]],
      ['Add', [4, 4]],
      ['Sqrt', [4]],
    ]);
  });
});
