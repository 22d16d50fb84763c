import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../../../src/backends/backend.ts';
import { takeTurn } from '../../../../src/backends/onnx/active-backend.ts';
import { registerOnnx } from '../../../../src/backends/onnx/register.ts';
import { trace } from '../../../../src/backends/onnx/trace.ts';
import { runOnce, shaped } from '../../../support/arrays.ts';
import { backendFor } from '../../../support/backends.ts';

const rows = [
  [1, NaN, 3],
  [NaN, 2, 1],
  [5, -4, NaN],
  [NaN, NaN, NaN],
  [Infinity, NaN, -Infinity],
  [NaN, -Infinity, Infinity],
  [-1, 0, 1],
];
const extremes: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  max: (x) => tf.max(x, 1),
  min: (x) => tf.min(x, 1),
  argMax: (x) => tf.argMax(x, 1),
  argMin: (x) => tf.argMin(x, 1),
  abs: (x) => tf.abs(x),
};
const numbers = async (tensor: tf.Tensor) => Array.from(await tensor.data());

beforeAll(() => {
  registerOnnx();
});
afterAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(Object.keys(extremes))('%s', (name) => {
  const apply = extremes[name]!;
  const program: Program = ({ x }) => ({ y: apply(x!) });

  test('of NaN outside of programs is that of the cpu backend', async () => {
    const found: number[][] = [];
    for (const engine of ['cpu', 'onnx']) {
      await tf.setBackend(engine);
      found.push(await numbers(apply(tf.tensor2d(rows))));
    }
    expect(found[1]).toEqual(found[0]);
  });

  test('of numbers inside a compiled program is that of the cpu backend', async () => {
    const finite = rows.map((row) => row.map((value) => (Number.isNaN(value) ? -7 : value)));
    const inputs = { x: shaped([rows.length, 3], finite.flat()) };
    const [cpu, onnx] = [await backendFor('cpu'), await backendFor('onnx')];
    const expected = await runOnce(cpu, program, inputs);
    expect(await runOnce(onnx, program, inputs)).toEqual(expected);
  });

  test('inside a compiled program takes one pass, without looking for NaN', async () => {
    const { graph } = await takeTurn(() => trace(program, { x: [rows.length, 3] }));
    const used = graph.computed.map(({ source }) => source.kind === 'node' && source.node.op);
    expect(used).not.toContain('IsNaN');
    expect(used).not.toContain('Where');
  });
});
