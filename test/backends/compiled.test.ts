import * as tf from '@tensorflow/tfjs';
import { assert, asyncProperty, constantFrom, letrec, oneof, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend, Program } from '../../src/backends/backend.ts';
import { RandomStream } from '../../src/core/random.ts';
import { relativeError, runOnce, shaped } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';

const eager = await backendFor('cpu');
const compiled = await backendFor('onnx');

/** An expression over x and y, both [3, 4], whose value is [3, 4] too. */
interface Expression {
  readonly text: string;
  readonly build: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
}

// Arguments stay between −1 and 1, so that no depth overflows and no rounding is amplified.
const unary: readonly (readonly [string, (a: tf.Tensor) => tf.Tensor])[] = [
  ['sigmoid', (a) => tf.sigmoid(a)],
  ['softplus', (a) => tf.mul(tf.softplus(a), 0.5)],
  ['leakyRelu', (a) => tf.leakyRelu(a, 0.2)],
  ['exp', (a) => tf.mul(tf.exp(tf.neg(tf.abs(a))), 0.9)],
  ['log', (a) => tf.mul(tf.log(tf.add(tf.abs(a), 1)), 0.9)],
  ['sqrt', (a) => tf.sqrt(tf.add(tf.mul(tf.square(a), 0.5), 0.1))],
  ['softmax', (a) => tf.softmax(a)],
  ['cumsum', (a) => tf.mul(tf.cumsum(a, 1), 0.25)],
  ['centred', (a) => tf.mul(tf.sub(a, tf.mean(a, 0, true)), 0.5)],
  ['max', (a) => tf.sub(a, tf.max(tf.abs(a), 1, true))],
  ['turned', (a) => tf.reshape(tf.transpose(a), [3, 4])],
  [
    'shifted',
    (a) =>
      tf.pad(
        tf.slice(a, [0, 1], [3, 3]),
        [
          [0, 0],
          [1, 0],
        ],
        0.5,
      ),
  ],
  [
    'stacked',
    (a) =>
      tf.concat(
        tf
          .unstack(a)
          .map((row) => tf.expandDims(row, 0))
          .reverse(),
        0,
      ),
  ],
  ['gathered', (a) => tf.gather(a, tf.tensor1d([2, 0, 2], 'int32'), 0)],
  ['oneHot', (a) => tf.cast(tf.oneHot(tf.cast(tf.argMax(a, 1), 'int32'), 4), 'float32')],
];
const binary: readonly (readonly [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor])[] = [
  ['add', (a, b) => tf.mul(tf.add(a, b), 0.5)],
  ['sub', (a, b) => tf.mul(tf.sub(a, b), 0.5)],
  ['mul', (a, b) => tf.mul(a, b)],
  ['div', (a, b) => tf.mul(tf.div(a, tf.add(tf.abs(b), 1.1)), 0.9)],
  ['maximum', (a, b) => tf.maximum(a, b)],
  ['where', (a, b) => tf.where(tf.greater(a, 0.1), a, b)],
  [
    'matMul',
    (a, b) => {
      const gram = tf.matMul(a, b, true, false);
      return tf.mul(tf.matMul(a as tf.Tensor2D, gram), 0.05);
    },
  ],
];

/** Random expressions of the operations that `take` lets through. */
const expressions = (take: (name: string) => boolean) =>
  letrec<{ expression: Expression }>((tie) => ({
    expression: oneof(
      { depthSize: 'small', withCrossShrink: true },
      constantFrom<Expression[]>({ text: 'x', build: (x) => x }, { text: 'y', build: (_, y) => y }),
      tuple(constantFrom(...unary.filter(([name]) => take(name))), tie('expression')).map(
        ([[name, apply], inner]) => ({
          text: `${name}(${inner.text})`,
          build: (x: tf.Tensor, y: tf.Tensor) => apply(inner.build(x, y)),
        }),
      ),
      tuple(
        constantFrom(...binary.filter(([name]) => take(name))),
        tie('expression'),
        tie('expression'),
      ).map(([[name, apply], left, right]) => ({
        text: `${name}(${left.text}, ${right.text})`,
        build: (x: tf.Tensor, y: tf.Tensor) => apply(left.build(x, y), right.build(x, y)),
      })),
    ),
  })).expression;

// TensorFlow.js has no gradient for comparisons and ArgMax, and differentiates Gather with
// UnsortedSegmentSum, which cannot be traced.
const differentiable = (name: string) => !['gathered', 'oneHot', 'where'].includes(name);

const stream = new RandomStream(31, 'latent');
const values = () => stream.uniforms(12).map((uniform) => 2 * uniform - 1);
const inputs = { x: shaped([3, 4], values()), y: shaped([3, 4], values()) };

async function onBoth(program: Program) {
  const [first, second] = [eager, compiled].map((backend: Backend) =>
    runOnce(backend, program, inputs),
  );
  return { ofEager: await first!, ofCompiled: await second! };
}

describe('a compiled program', () => {
  test('has the value of the eager one, for random expressions', async () => {
    await assert(
      asyncProperty(
        expressions(() => true),
        async ({ text, build }) => {
          const program: Program = ({ x, y }) => ({ value: tf.add(build(x!, y!), 0) });
          const { ofEager, ofCompiled } = await onBoth(program);
          expect(relativeError(ofCompiled.value!, ofEager.value!), text).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  test('has the gradient of the eager one, for random expressions', async () => {
    await assert(
      asyncProperty(expressions(differentiable), async ({ text, build }) => {
        const program: Program = ({ x, y }) => ({
          // The sum with x keeps the gradient defined where an expression has none.
          gradient: tf.grad((v) => tf.sum(tf.add(tf.mul(v, 0.1), tf.square(build(v, y!)))))(x!),
        });
        const { ofEager, ofCompiled } = await onBoth(program);
        expect(relativeError(ofCompiled.gradient!, ofEager.gradient!), text).toBeLessThan(1e-4);
      }),
      { numRuns: 150, seed: 8, ignoreEqualValues: true },
    );
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
