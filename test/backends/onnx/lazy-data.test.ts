import * as tf from '@tensorflow/tfjs';
import { InferenceSession } from 'onnxruntime-node';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { registerOnnx } from '../../../src/backends/onnx/register.ts';
import { UntraceableError } from '../../../src/backends/onnx/errors.ts';
import { runOnce, shaped } from '../../support/arrays.ts';
import { backendFor } from '../../support/backends.ts';

beforeAll(() => {
  registerOnnx();
});

beforeEach(async () => {
  await tf.setBackend('onnx');
});

const numbers = async (tensor: tf.Tensor) => Array.from(await tensor.data());

describe('a tensor outside of programs', () => {
  test('is computed when it is read', async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const y = tf.matMul(x, x).add(1).square();
    expect(await numbers(y)).toEqual([64, 121, 256, 529]);
    expect(await numbers(y)).toEqual([64, 121, 256, 529]);
  });

  test('has gradients', async () => {
    const gradient = tf.grad((v) => tf.sum(tf.mul(v, tf.square(v))))(tf.tensor1d([1, -2]));
    expect(await numbers(gradient)).toEqual([3, 12]);
  });

  test.each<[tf.DataType, number[]]>([
    ['float32', [1.5, 0, -2]],
    ['int32', [1, 0, -2]],
    ['bool', [1, 0, 1]],
  ])('of type %s comes back as it was written, and computed', async (dtype, values) => {
    const written = tf.tensor1d(values, dtype);
    expect(written.dtype).toBe(dtype);
    expect(await numbers(written)).toEqual(values);
    const turned = tf.reshape(tf.stack([written, written]), [-1]);
    expect([turned.dtype, await numbers(turned)]).toEqual([dtype, [...values, ...values]]);
    const data = await turned.data();
    expect(data.constructor).toBe(
      { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype as 'bool'],
    );
  });

  test('of strings is held and given back, and takes part in nothing', async () => {
    const words = tf.tensor1d(['one', 'two']);
    expect(await words.data()).toEqual(['one', 'two']);
    expect(() => tf.stack([words, words])).toThrow(UntraceableError);
  });

  test('does not change when the array that it was written from does', async () => {
    const array = Float32Array.of(1, 2);
    const x = tf.tensor1d(array);
    const y = tf.mul(x, 2);
    array.fill(99);
    expect([await numbers(x), await numbers(y)]).toEqual([
      [1, 2],
      [2, 4],
    ]);
  });

  test('gives a copy of its values', async () => {
    const y = tf.mul(tf.tensor1d([1, 2]), 2);
    (await y.data()).fill(99);
    expect(await numbers(y)).toEqual([2, 4]);
  });

  test('cannot be read at once, and says how to read it', () => {
    const y = tf.neg(tf.tensor1d([1]));
    expect(() => y.dataSync()).toThrow(UntraceableError);
    expect(() => y.dataSync()).toThrow(/await tensor\.data\(\)/);
  });

  test('is read though it was disposed of after it was asked for', async () => {
    const y = tf.neg(tf.tensor1d([1, 2]));
    const reading = y.data();
    y.dispose();
    expect(Array.from(await reading)).toEqual([-1, -2]);
  });

  test('of many elements is computed from what was read', async () => {
    const x = tf.range(0, 100);
    const large = tf.tensor1d(await x.data());
    const sum = tf.sum(tf.mul(large, large));
    expect(await numbers(sum)).toEqual([328_350]);
  });

  test('that does not exist any more keeps nothing', async () => {
    const before = { ...tf.memory(), ids: tf.backend().numDataIds() };
    for (let round = 0; round < 20; round += 1) {
      const y = tf.tidy(() => tf.sum(tf.mul(tf.ones([10]), round)));
      expect(await numbers(y)).toEqual([10 * round]);
      y.dispose();
    }
    expect({ ...tf.memory(), ids: tf.backend().numDataIds() }).toEqual(before);
  });
});

test('a loop that reads its loss alone does not compute its past at every step', async () => {
  const create = vi.spyOn(InferenceSession, 'create');
  const weights = tf.variable(tf.tensor1d([3]));
  const optimiser = tf.train.sgd(0.25);
  const losses: number[] = [];
  for (let step = 0; step < 12; step += 1) {
    const loss = optimiser.minimize(() => tf.sum(tf.square(weights)), true)!;
    losses.push((await loss.data())[0]!);
    loss.dispose();
  }
  const sizes = create.mock.calls.map(([model]) => model.length);
  create.mockRestore();
  // w ← w − ¼ · 2 w halves the weight.
  expect(losses).toEqual(losses.map((_, step) => 9 / 4 ** step));
  expect(await numbers(weights)).toEqual([3 / 2 ** 12]);
  expect(sizes).toHaveLength(12);
  // A loss and the next weights share computations in every second step, which settles both.
  expect(sizes.slice(2)).toEqual(sizes.slice(0, -2));
  weights.dispose();
});

describe('a program', () => {
  test('uses tensors that were made outside', async () => {
    const onnx = await backendFor('onnx');
    await tf.setBackend('onnx');
    const written = tf.tensor1d([1, 2]);
    const waiting = tf.mul(written, 10);
    const computed = tf.mul(written, 100);
    await computed.data();
    const { y } = await runOnce(
      onnx,
      ({ x }) => ({ y: tf.addN([x!, written, waiting, computed]) }),
      { x: shaped([2], [0.5, 0.25]) },
    );
    expect(Array.from(y!)).toEqual([111.5, 222.25]);
    expect(await numbers(waiting)).toEqual([10, 20]);
  });

  test('keeps its tensors to itself', async () => {
    const onnx = await backendFor('onnx');
    const kept: tf.Tensor[] = [];
    await runOnce(onnx, ({ x }) => ({ y: tf.keep((kept[0] = tf.mul(x!, 2))) }), {
      x: shaped([1], [1]),
    });
    await expect(kept[0]!.data()).rejects.toThrow(UntraceableError);
    expect(() => tf.neg(kept[0]!)).toThrow(/a tensor of another program/);
    kept[0]!.dispose();
  });
});
