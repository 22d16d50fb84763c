import * as tf from '@tensorflow/tfjs';
import { assert, asyncProperty } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend, Program } from '../../../../src/backends/backend.ts';
import { RandomStream } from '../../../../src/core/random.ts';
import { relativeError, runOnce, shaped } from '../../../support/arrays.ts';
import { backendFor } from '../../../support/backends.ts';
import { expressions, operations, single } from './expressions.ts';
import type { Expression } from './expressions.ts';

const eager = await backendFor('cpu');
const compiled = await backendFor('onnx');

// TensorFlow.js has no gradient for these, or none that is not zero.
const withoutGradient = [
  ...[
    'ceil',
    'cumprod',
    'einsum',
    'floorDiv',
    'gatheredAt',
    'mod',
    'oneHot',
    'scattered',
    'strided',
    'topk',
  ],
  ...['where'],
];
const differentiable = (name: string) => !withoutGradient.includes(name);

const stream = new RandomStream(31, 'latent');
const values = () => stream.uniforms(12).map((uniform) => 2 * uniform - 1);
const inputs = { x: shaped([3, 4], values()), y: shaped([3, 4], values()) };

async function onBoth(program: Program) {
  const [first, second] = [eager, compiled].map((backend: Backend) =>
    runOnce(backend, program, inputs),
  );
  return { ofEager: await first!, ofCompiled: await second! };
}

async function expectEqualValues({ text, build }: Expression): Promise<void> {
  const program: Program = ({ x, y }) => ({ value: tf.add(build(x!, y!), 0) });
  const { ofEager, ofCompiled } = await onBoth(program);
  expect(relativeError(ofCompiled.value!, ofEager.value!), text).toBeLessThan(1e-4);
}

async function expectEqualGradients({ text, build }: Expression): Promise<void> {
  const program: Program = ({ x, y }) => ({
    // The sum with x keeps the gradient defined where an expression has none.
    gradient: tf.grad((v) => tf.sum(tf.add(tf.mul(v, 0.1), tf.square(build(v, y!)))))(x!),
  });
  const { ofEager, ofCompiled } = await onBoth(program);
  expect(relativeError(ofCompiled.gradient!, ofEager.gradient!), text).toBeLessThan(1e-4);
}

describe('a compiled program', () => {
  test.each(operations)('of %s has the value of the eager one', async (name) => {
    await expectEqualValues(single(name));
  });

  test.each(operations.filter(differentiable))('of %s has the gradient too', async (name) => {
    await expectEqualGradients(single(name));
  });

  test('has the value of the eager one, for random expressions', async () => {
    const all = expressions(() => true);
    await assert(asyncProperty(all, expectEqualValues), { numRuns: 150, seed: 7 });
  });

  test('has the gradient of the eager one, for random expressions', async () => {
    const some = expressions(differentiable);
    await assert(asyncProperty(some, expectEqualGradients), { numRuns: 150, seed: 8 });
  });
});

describe('the memory of compiled programs', () => {
  test('does not grow with runs', async () => {
    const run = compiled.compile(({ x }) => ({ x: tf.mul(x!, 0.5) }), { x: [100_000] });
    let [state] = [await run({ x: new Float32Array(100_000) })];
    const step = async () => {
      const next = await run(state);
      state.x!.dispose();
      state = next;
    };
    for (let at = 0; at < 100; at += 1) await step();
    const before = process.memoryUsage().arrayBuffers;
    const tensors = tf.memory().numTensors;
    for (let at = 0; at < 1000; at += 1) await step();
    // A thousand buffers of 400 kB would be 400 MB; ONNX Runtime leaves some to the collector.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150e6);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('leaves no tensor behind after tracing many shapes', async () => {
    const before = tf.memory().numTensors;
    for (let length = 1; length <= 200; length += 1) {
      await runOnce(compiled, ({ x }) => ({ y: tf.mul(x!, 2) }), {
        x: shaped([length], new Float32Array(length)),
      });
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
