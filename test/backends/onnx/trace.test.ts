import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../../src/backends/backend.ts';
import { takeTurn } from '../../../src/backends/onnx/active-backend.ts';
import { printGraph } from '../../../src/backends/onnx/print-graph.ts';
import { trace } from '../../../src/backends/onnx/trace.ts';

/** The graph of a program as text. */
async function printed(program: Program, shapes: Record<string, readonly number[]>) {
  const { graph } = await takeTurn(() => trace(program, shapes));
  return printGraph(graph);
}

describe('the traced graph', () => {
  test('of a layer is a Gemm, a sum and a LeakyRelu', async () => {
    const layer: Program = ({ x, w, b }) => ({
      y: tf.leakyRelu(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b!), 0.2),
    });
    expect(await printed(layer, { x: [4, 3], w: [3, 2], b: [2] })).toMatchInlineSnapshot(`
      "input v0: float32[4, 3]
      input v1: float32[3, 2]
      input v2: float32[2]
      v3: float32[4, 2] = Gemm(v0, v1) {"transA":{"int":0},"transB":{"int":0}}
      v4: float32[4, 2] = Add(v3, v2)
      v5: float32[4, 2] = LeakyRelu(v4) {"alpha":{"float":0.2}}
      output y = v5"
    `);
  });

  test('computes once what a program computes twice', async () => {
    const twice: Program = ({ x }) => ({ y: tf.mul(tf.exp(x!), tf.exp(x!)) });
    expect(await printed(twice, { x: [2] })).toMatchInlineSnapshot(`
      "input v0: float32[2]
      v1: float32[2] = Exp(v0)
      v2: float32[2] = Mul(v1, v1)
      output y = v2"
    `);
  });

  test('leaves out what no output needs', async () => {
    const wasteful: Program = ({ x }) => {
      tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D);
      return { y: tf.neg(x!) };
    };
    expect(await printed(wasteful, { x: [2, 2] })).toMatchInlineSnapshot(`
      "input v0: float32[2, 2]
      v2: float32[2, 2] = Neg(v0)
      output y = v2"
    `);
  });

  test('holds the backward pass of tf.grad', async () => {
    const program: Program = ({ x }) => ({ g: tf.grad((v) => tf.sum(tf.square(v)))(x!) });
    expect(await printed(program, { x: [3] })).toMatchInlineSnapshot(`
      "input v0: float32[3]
      constant v4: float32[] = 1
      constant v5: int64[1] = 1
      constant v7: float32[3] = 1, 1, 1
      constant v9: float32[] = 2
      v6: float32[1] = Reshape(v4, v5)
      v8: float32[3] = Mul(v6, v7)
      v10: float32[3] = Mul(v0, v9)
      v11: float32[3] = Mul(v8, v10)
      output g = v11"
    `);
  });
});

describe('tracing', () => {
  test('leaves TensorFlow.js with the active backend that it had', async () => {
    await tf.setBackend('cpu');
    await printed(({ x }) => ({ y: tf.neg(x!) }), { x: [2] });
    expect(tf.getBackend()).toBe('cpu');
    const failing: Program = () => {
      throw new Error('of the program');
    };
    await expect(printed(failing, {})).rejects.toThrow('of the program');
    expect(tf.getBackend()).toBe('cpu');
  });
});

describe('a program that cannot be traced', () => {
  test.each<[string, Program, RegExp]>([
    [
      'an operation without a lowering',
      ({ x }) => ({ y: tf.unique(x!).values }),
      /record the operation Unique: the shape of its result depends on values/,
    ],
    [
      'reading values',
      ({ x }) => ({ y: tf.scalar(x!.dataSync()[0]!) }),
      /record reading the values of a tensor/,
    ],
  ])('for %s is an error that names other backends', async (_, program, message) => {
    const error: unknown = await printed(program, { x: [2] }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain("tf.setBackend('wasm')");
  });

  test('does not keep the next program from being traced', async () => {
    await expect(printed(({ x }) => ({ y: tf.unique(x!).values }), { x: [2] })).rejects.toThrow();
    expect(await printed(({ x }) => ({ y: tf.neg(x!) }), { x: [2] })).toContain('Neg');
  });
});
