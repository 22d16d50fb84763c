import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend, Program } from '../../../src/backends/backend.ts';
import { ShapeError } from '../../../src/core/backend-errors.ts';
import { get } from '../../../src/core/named.ts';
import { relativeError, runOnce, shaped } from '../../support/arrays.ts';
import { backendFor, testedBackends } from '../../support/backends.ts';

/** softplus of x W, its sum, and the gradient of that sum with respect to W. */
const layer: Program = (inputs) => {
  const x = get(inputs, 'x');
  const weights = get(inputs, 'weights');
  const forward = (w: tf.Tensor) => tf.softplus(tf.matMul(x, w));
  const gradient = tf.grad((w: tf.Tensor) => tf.sum(forward(w)))(weights);
  return { activation: forward(weights), sum: tf.sum(forward(weights)), gradient };
};

const x = shaped([2, 3], [1, -2, 0.5, 0, 3, -1]);
const weights = shaped([3, 2], [0.1, -0.2, 0.3, 0.4, -0.5, 0.6]);

/** The same in float64 loops. */
function expectedLayer(): Record<'activation' | 'gradient', number[]> {
  const activation = [0, 0, 0, 0];
  const gradient = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < 2; row += 1) {
    for (let column = 0; column < 2; column += 1) {
      let logit = 0;
      for (let k = 0; k < 3; k += 1) {
        logit += x.values[3 * row + k]! * weights.values[2 * k + column]!;
      }
      activation[2 * row + column] = Math.log1p(Math.exp(logit));
      for (let k = 0; k < 3; k += 1) {
        gradient[2 * k + column]! += x.values[3 * row + k]! / (1 + Math.exp(-logit));
      }
    }
  }
  return { activation, gradient };
}

const double: Program = (inputs) => ({ y: tf.mul(get(inputs, 'x'), 2) });

describe.each(testedBackends)('the backend %s', (name) => {
  let backend: Backend;

  beforeAll(async () => {
    backend = await backendFor(name);
  });

  test('has its name in its one-line description', () => {
    expect(backend.name).toBe(name);
    expect(backend.description).toMatch(new RegExp(`^${name}: [^\n]+$`));
  });

  test('runs a small program and its gradient', async () => {
    const { activation, gradient, sum } = await runOnce(backend, layer, { x, weights });
    const expected = expectedLayer();
    // float32 has 24 bits; a few operations lose two or three of them.
    expect(relativeError(activation!, expected.activation)).toBeLessThan(1e-6);
    expect(relativeError(gradient!, expected.gradient)).toBeLessThan(1e-6);
    expect(sum!).toHaveLength(1);
  });

  test('gives the shapes of its outputs', async () => {
    const run = backend.compile(layer, { x: x.shape, weights: weights.shape });
    const outputs = await run({ x: x.values, weights: weights.values });
    expect(Object.entries(outputs).map(([key, { shape }]) => [key, shape])).toEqual([
      ['activation', [2, 2]],
      ['sum', []],
      ['gradient', [3, 2]],
    ]);
    for (const output of Object.values(outputs)) output.dispose();
  });

  test('takes what a run returned as an input, and leaves it usable', async () => {
    const run = backend.compile(double, { x: [2] });
    const first = await run({ x: Float32Array.of(1, -3) });
    const second = await run({ x: first.y! });
    const third = await run({ x: first.y! });
    expect([...(await second.y!.read())]).toEqual([4, -12]);
    expect([...(await third.y!.read())]).toEqual([4, -12]);
    expect([...(await first.y!.read())]).toEqual([2, -6]);
    for (const { y } of [first, second, third]) y!.dispose();
  });

  test('reads a copy', async () => {
    const run = backend.compile(double, { x: [2] });
    const { y } = await run({ x: Float32Array.of(1, 2) });
    (await y!.read()).fill(99);
    expect([...(await y!.read())]).toEqual([2, 4]);
    y!.dispose();
  });

  test('gives back an input that is an output as an array of its own', async () => {
    const run = backend.compile((inputs) => ({ same: get(inputs, 'x') }), { x: [2] });
    const before = tf.memory().numTensors;
    const { y } = await backend.compile(double, { x: [2] })({ x: Float32Array.of(1, 2) });
    const { same } = await run({ x: y! });
    y!.dispose();
    expect([...(await same!.read())]).toEqual([2, 4]);
    same!.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('keeps an output when the caller reuses the array it gave as input', async () => {
    const run = backend.compile((inputs) => ({ same: get(inputs, 'x') }), { x: [2] });
    const given = Float32Array.of(1, 2);
    const { same } = await run({ x: given });
    given.fill(99);
    expect([...(await same!.read())]).toEqual([1, 2]);
    same!.dispose();
  });

  test('gives one tensor under two names as two arrays', async () => {
    const run = backend.compile(
      (inputs) => {
        const y = tf.mul(get(inputs, 'x'), 2);
        return { a: y, b: y };
      },
      { x: [2] },
    );
    const { a, b } = await run({ x: Float32Array.of(1, 2) });
    a!.dispose();
    expect([...(await b!.read())]).toEqual([2, 4]);
    b!.dispose();
  });

  test('refuses an input of a wrong length or shape', async () => {
    const run = backend.compile(double, { x: [2, 3] });
    await expect(run({ x: new Float32Array(5) })).rejects.toThrow(ShapeError);
    await expect(run({ x: new Float32Array(5) })).rejects.toThrow(/"x" has shape \[5\]; \[2, 3\]/);
    const other = await backend.compile(double, { x: [3, 2] })({ x: new Float32Array(6) });
    await expect(run({ x: other.y! })).rejects.toThrow(/"x" has shape \[3, 2\]; \[2, 3\]/);
    other.y!.dispose();
  });

  test('names an input that is missing', async () => {
    const run = backend.compile(double, { x: [2] });
    await expect(run({ y: new Float32Array(2) })).rejects.toThrow(/"x" is missing; given: y/);
  });

  test('refuses an array of another kind of backend', async () => {
    const run = backend.compile(double, { x: [2] });
    const foreign = {
      shape: [2],
      read: () => Promise.resolve(new Float32Array(2)),
      dispose: () => undefined,
    };
    await expect(run({ x: foreign })).rejects.toThrow(/"x" belongs to another backend/);
  });

  test('leaves no tensor behind after a hundred runs', async () => {
    const run = backend.compile(layer, { x: x.shape, weights: weights.shape });
    const before = tf.memory().numTensors;
    for (let round = 0; round < 100; round += 1) {
      const outputs = await run({ x: x.values, weights: weights.values });
      for (const output of Object.values(outputs)) output.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('leaves no tensor behind when a program or an input fails', async () => {
    const before = tf.memory().numTensors;
    const failing = backend.compile(
      (inputs) => {
        tf.mul(get(inputs, 'x'), 2);
        throw new Error('in the middle');
      },
      { x: [2] },
    );
    await expect(failing({ x: new Float32Array(2) })).rejects.toThrow('in the middle');
    const run = backend.compile(layer, { x: x.shape, weights: weights.shape });
    await expect(run({ x: x.values, weights: new Float32Array(1) })).rejects.toThrow(ShapeError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('programs of two backends that run at once each run on their own', async () => {
  const engines: string[] = [];
  const observed: Program = (inputs) => {
    engines.push(tf.getBackend());
    return double(inputs);
  };
  const runs = await Promise.all(
    testedBackends.map(async (name) => (await backendFor(name)).compile(observed, { x: [1] })),
  );
  const outputs = await Promise.all(
    [...runs, ...runs].map(async (run) => run({ x: Float32Array.of(1) })),
  );
  // onnx traces a program once and runs the result from then on.
  const ran = [...testedBackends, ...testedBackends.filter((name) => name !== 'onnx')];
  expect(engines).toEqual(ran.map((name) => (name === 'tfjs-node' ? 'tensorflow' : name)));
  for (const { y } of outputs) y!.dispose();
});

test.each(testedBackends)(
  'outputs on %s are float32, whatever the program computes with',
  async (name) => {
    const outputs = await runOnce(
      await backendFor(name),
      (inputs) => ({
        index: tf.argMax(inputs.x!, 0),
        positive: tf.greater(inputs.x!, 0),
        whole: tf.cast(inputs.x!, 'int32'),
      }),
      { x: shaped([3], [-1.5, 0.5, 2.5]) },
    );
    expect(outputs).toEqual({
      index: Float32Array.of(2),
      positive: Float32Array.of(0, 1, 1),
      whole: Float32Array.of(-1, 0, 2),
    });
  },
);
