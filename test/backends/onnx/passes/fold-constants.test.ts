import { describe, expect, test } from 'vitest';
import { foldConstants } from '../../../../src/backends/onnx/passes/fold-constants.ts';
import { printGraph } from '../../../../src/backends/onnx/print-graph.ts';
import { verifyGraph } from '../../../../src/backends/onnx/verify.ts';
import { expand, graphOf, ones } from '../graphs.ts';

describe('constants', () => {
  test('are computed when the program is compiled, with all that depends on them alone', async () => {
    const graph = graphOf((b, input) => {
      const two = b.constant(Float32Array.of(2), [], 'float32');
      const row = b.constant(Float32Array.of(1, 4, 9), [3], 'float32');
      const root = b.node('Sqrt', [b.node('Mul', [row, two])]);
      const whole = b.node('Cast', [row], { to: { int: 6 } });
      return {
        y: b.node('Add', [input(3), b.node('Mul', [root, root])]),
        whole: b.node('Cast', [b.node('Add', [whole, whole])], { to: { int: 1 } }),
        large: b.node('Greater', [row, two]),
      };
    });
    const folded = await foldConstants(graph);
    verifyGraph(folded);
    expect(printGraph(folded)).toMatchInlineSnapshot(`
      "input v0: float32[3]
      constant v5: float32[3] = 1.9999998807907104, 7.999999523162842, 17.999998092651367
      constant v9: float32[3] = 2, 8, 18
      constant v10: bool[3] = 0, 1, 1
      v6: float32[3] = Add(v0, v5)
      output y = v6
      output whole = v9
      output large = v10"
    `);
  });

  test('of up to 4096 elements are folded, larger ones stay computed', async () => {
    const filled = (size: number) =>
      graphOf((b, input) => {
        const large = expand(b, b.constant(Float32Array.of(2), [], 'float32'), size);
        return b.node('Concat', [input(1), b.node('Sqrt', [large])], { axis: { int: 0 } });
      });
    expect(printGraph(await foldConstants(filled(4096)))).not.toContain('Sqrt');
    const stays = filled(4097);
    expect(await foldConstants(stays)).toBe(stays);
  });

  test('that a large result needs are folded, what needs the large result is not', async () => {
    const graph = graphOf((b, input) => {
      const root = b.node('Sqrt', [b.constant(Float32Array.of(4), [1], 'float32')]);
      const large = expand(b, root, 5000);
      const sum = b.node('ReduceSum', [large, b.int64s([0])], { keepdims: { int: 0 } });
      return b.node('Add', [input(1), sum]);
    });
    expect(printGraph(await foldConstants(graph))).toMatchInlineSnapshot(`
      "input v0: float32[1]
      constant v2: float32[1] = 2
      constant v3: int64[1] = 5000
      constant v5: int64[1] = 0
      v4: float32[5000] = Expand(v2, v3)
      v6: float32[] = ReduceSum(v4, v5) {"keepdims":{"int":0}}
      v7: float32[1] = Add(v0, v6)
      output y = v7"
    `);
  });

  test('that nothing can be computed from leave the graph as it is', async () => {
    const graph = graphOf((b, input) => b.node('Mul', [input(3), ones(b, 3)]));
    expect(await foldConstants(graph)).toBe(graph);
  });
});
