import * as tf from '@tensorflow/tfjs';
import { assert, asyncProperty } from 'fast-check';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../../../src/backends/backend.ts';
import { takeTurn } from '../../../../src/backends/onnx/active-backend.ts';
import type { Graph } from '../../../../src/backends/onnx/graph.ts';
import { optimise } from '../../../../src/backends/onnx/passes/optimise.ts';
import { printGraph } from '../../../../src/backends/onnx/print-graph.ts';
import { outputName, serialise } from '../../../../src/backends/onnx/serialise.ts';
import { createSession } from '../../../../src/backends/onnx/session.ts';
import { trace } from '../../../../src/backends/onnx/trace.ts';
import { RandomStream } from '../../../../src/core/random.ts';
import { relativeError, runOnce, shaped } from '../../../support/arrays.ts';
import { backendFor } from '../../../support/backends.ts';
import { graphOf, ones } from '../graphs.ts';
import { expressions } from './expressions.ts';

test('keeps outputs that are inputs, constants, or stand under two names', async () => {
  const graph = graphOf((b, input) => {
    const x = input(2);
    const sum = b.node('Add', [x, b.constant(Float32Array.of(3), [], 'float32')]);
    const unit = b.node('Mul', [x, ones(b, 2)]);
    return { x, one: ones(b, 2), sum, again: sum, unit };
  });
  expect(printGraph(await optimise(graph))).toMatchInlineSnapshot(`
    "input v0: float32[2]
    constant v3: float32[2] = 1, 1
    constant v1: float32[] = 3
    v2: float32[2] = Add(v0, v1)
    output x = v0
    output one = v3
    output sum = v2
    output again = v2
    output unit = v0"
  `);
});

test('a traced gradient loses the ones that TensorFlow.js starts from', async () => {
  const program: Program = ({ x }) => ({
    gradient: tf.grad((v) => tf.sum(tf.square(v)))(x!),
  });
  const { graph } = await takeTurn(() => trace(program, { x: [3] }));
  expect(printGraph(await optimise(graph))).toMatchInlineSnapshot(`
    "input v0: float32[3]
    constant v1: float32[] = 2
    v2: float32[3] = Mul(v0, v1)
    output gradient = v2"
  `);
});

/** What a graph gives for x and y, without ONNX Runtime's own optimisations. */
async function runGraph(graph: Graph, inputs: readonly Float32Array[]): Promise<Float32Array> {
  const session = await createSession(serialise(graph), { threads: 1, optimisation: 'disabled' });
  const feeds = graph.inputs.map(
    ({ name, shape }, at) => [name, new Tensor('float32', inputs[at]!, shape)] as const,
  );
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return results[outputName(0)]!.data as Float32Array;
}

describe('an optimised graph', () => {
  test.each<[string, [number, number], number, (name: string) => boolean]>([
    ['small tensors', [3, 4], 100, () => true],
    // Long enough for sums to become products; matrices of 1100² would take long.
    ['long rows', [3, 1100], 50, (name) => name !== 'matMul'],
  ])(
    'has the values of the traced one and of the cpu backend, for %s',
    async (_, shape, numRuns, take) => {
      const eager = await backendFor('cpu');
      const stream = new RandomStream(32, 'latent');
      const size = shape[0] * shape[1];
      const [x, y] = [1, 2].map(() => stream.uniforms(size).map((uniform) => 2 * uniform - 1));
      const changed = new Set<boolean>();
      await assert(
        asyncProperty(expressions(take, shape), async ({ text, build }) => {
          const program: Program = (inputs) => ({ value: tf.add(build(inputs.x!, inputs.y!), 0) });
          const { graph } = await takeTurn(() => trace(program, { x: shape, y: shape }));
          const optimised = await optimise(graph);
          changed.add(printGraph(optimised) !== printGraph(graph));
          const [plain, fast] = [
            await runGraph(graph, [x!, y!]),
            await runGraph(optimised, [x!, y!]),
          ];
          const { value } = await runOnce(eager, program, {
            x: shaped(shape, x!),
            y: shaped(shape, y!),
          });
          expect(relativeError(fast, plain), text).toBeLessThan(1e-5);
          expect(relativeError(fast, value!), text).toBeLessThan(1e-4);
        }),
        { numRuns, seed: 9, ignoreEqualValues: true },
      );
      expect(changed).toEqual(new Set([true, false]));
    },
  );

  test('sums rows that hold infinities and NaN as the traced one does', async () => {
    const program: Program = ({ x }) => ({ y: tf.sum(x!, 0) });
    const { graph } = await takeTurn(() => trace(program, { x: [3, 1030] }));
    const x = new Float32Array(3 * 1030).fill(1);
    x[5] = Infinity;
    x[1030 + 7] = -Infinity;
    x[9] = NaN;
    x[1029] = Infinity;
    const optimised = await optimise(graph);
    expect(printGraph(optimised)).toContain('Gemm');
    expect(await runGraph(optimised, [x])).toEqual(await runGraph(graph, [x]));
  });
});
