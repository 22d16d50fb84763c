import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { LoopShapes, Program } from '../../../../src/backends/backend.ts';
import { backendFor } from '../../../support/backends.ts';
import { byLoop, disposeAll, inputsFor, of } from '../../../support/backends/loops.ts';

describe('the onnx backend prepares', () => {
  /** A program that counts how often it is called. */
  function counting() {
    const calls: string[] = [];
    const body: Program = (inputs) => {
      calls.push(
        Object.values(inputs)
          .map(({ shape }) => `[${shape.join()}]`)
          .join(' '),
      );
      return { a: tf.mul(inputs.a!, tf.sum(inputs.x!)) };
    };
    return { calls, body };
  }

  test('a program once for the same shapes, and again for others', async () => {
    const onnx = await backendFor('onnx');
    const { calls, body } = counting();
    const use = async (length: number) => {
      const run = onnx.compile(body, { a: [], x: [length] });
      disposeAll(await run({ a: of(1), x: new Float32Array(length) }));
      disposeAll(await run({ a: of(1), x: new Float32Array(length) }));
    };
    await use(2);
    await use(2);
    await Promise.all([use(3), use(3), use(2)]);
    expect(calls).toEqual(['[] [2]', '[] [3]']);
  });

  test('a loop once for the same shapes, and apart from single runs', async () => {
    const onnx = await backendFor('onnx');
    const { calls, body } = counting();
    const given = (length: number): LoopShapes => ({
      ...{ carried: { a: [] }, sliced: { x: [length] }, fixed: {} },
    });
    const use = (iterations: number, length: number) =>
      byLoop(onnx.compileLoop(body, given(length)), inputsFor(given(length), iterations));
    await use(2, 3);
    await use(5, 3);
    expect(calls).toHaveLength(1);
    await use(2, 4);
    expect(calls).toEqual(['[] [3]', '[] [4]']);
    disposeAll(await onnx.compile(body, { a: [], x: [3] })({ a: of(1), x: of(1, 2, 3) }));
    expect(calls).toHaveLength(3);
  });

  test('another program of the same text by itself', async () => {
    const onnx = await backendFor('onnx');
    const [first, second] = [counting(), counting()];
    for (const { body } of [first, second]) {
      disposeAll(await onnx.compile(body, { a: [], x: [1] })({ a: of(1), x: of(1) }));
    }
    expect([first.calls, second.calls]).toEqual([['[] [1]'], ['[] [1]']]);
  });
});
