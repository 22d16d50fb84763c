import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerOnnx } from '../../../../src/backends/onnx/register.ts';
import { runOnce, shaped } from '../../../support/arrays.ts';
import { backendFor } from '../../../support/backends.ts';

type Pair = [number, number];
type Case = readonly [strides: Pair, pad: 'same' | 'valid', dilations: Pair];

const cases: readonly Case[] = [
  [[1, 1], 'valid', [1, 1]],
  [[1, 1], 'same', [1, 1]],
  [[2, 3], 'same', [1, 1]],
  // A stride of 1: TensorFlow.js allows no other with gaps.
  [[1, 1], 'same', [2, 1]],
  [[1, 1], 'valid', [1, 2]],
];

const image = Array.from({ length: 2 * 6 * 7 * 2 }, (_, at) => Math.sin(3 * at));
const weights = Array.from({ length: 3 * 2 * 2 }, (_, at) => Math.cos(5 * at));
const dilate = (x: tf.Tensor, [strides, pad, dilations]: Case) =>
  tf.dilation2d(
    x as tf.Tensor4D,
    tf.tensor3d(weights, [3, 2, 2]),
    ...([strides, pad, dilations] as const),
  );

beforeAll(() => {
  registerOnnx();
});

async function lazily(backend: 'cpu' | 'onnx', values: number[], each: Case): Promise<number[]> {
  await tf.setBackend(backend);
  const result = tf.tidy(() => dilate(tf.tensor4d(values, [2, 6, 7, 2]), each));
  const numbers = Array.from(await result.data());
  result.dispose();
  return numbers;
}

describe.each(cases)('dilation with strides %j, padding %s and gaps %j', (...each) => {
  test('is the one of the cpu backend', async () => {
    expect(await lazily('onnx', image, each)).toEqual(await lazily('cpu', image, each));
  });

  test('passes over NaN as the cpu backend does', async () => {
    const holes = image.with(8, NaN).with(31, NaN);
    expect(await lazily('onnx', holes, each)).toEqual(await lazily('cpu', holes, each));
  });

  test('can be compiled', async () => {
    const { y } = await runOnce(await backendFor('onnx'), ({ x }) => ({ y: dilate(x!, each) }), {
      x: shaped([2, 6, 7, 2], image),
    });
    expect(Array.from(y!)).toEqual(await lazily('cpu', image, each));
  });
});
