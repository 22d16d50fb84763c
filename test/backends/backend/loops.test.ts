import * as tf from '@tensorflow/tfjs';
import { assert, asyncProperty, float, integer, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoopInputs, LoopShapes, Program } from '../../../src/backends/backend.ts';
import { allShapes } from '../../../src/backends/onnx/arguments.ts';
import { mapNamed } from '../../../src/core/named.ts';
import { sizeOf } from '../../../src/core/shapes.ts';
import { backendFor, devicesToo } from '../../support/backends.ts';
import {
  byLoop,
  bySingleRuns,
  disposeAll,
  inputsFor,
  of,
  small,
} from '../../support/backends/loops.ts';

const shapes: LoopShapes = {
  carried: { weights: [3, 2], count: [], old: [3, 2] },
  sliced: { x: [4, 3], rate: [] },
  fixed: { bias: [2], unused: [5] },
};

/** A step of a little regression: carried, sliced and fixed inputs in every role that outputs have. */
const program: Program = ({ weights, count, x, rate, bias }) => {
  const loss = (w: tf.Tensor) =>
    tf.mean(tf.square(tf.sub(tf.sigmoid(tf.add(tf.matMul(x!, w), bias!)), 0.3)));
  const gradient = tf.grad(loss)(weights!);
  const error = loss(weights!);
  return {
    error,
    count: tf.add(count!, 1),
    old: weights!,
    sameError: error,
    weights: tf.sub(weights!, tf.mul(gradient, rate!)),
    slice: x!,
    bias: bias!,
    before: weights!,
    constant: tf.tensor1d([1, 2]),
  };
};

describe.each(devicesToo)('a compiled loop on %s', (name) => {
  test('gives to the bit what single runs give, for any number of iterations in any order', async () => {
    const backend = await backendFor(name);
    const loop = backend.compileLoop(program, shapes);
    const run = backend.compile(program, allShapes(shapes));
    for (const iterations of [1, 7, 2, 10, 1]) {
      const inputs = inputsFor(shapes, iterations);
      const found = await byLoop(loop, inputs);
      expect(found).toEqual(await bySingleRuns(run, shapes, inputs));
      expect(found.collected.error).toHaveLength(iterations);
      expect(found.collected.sameError).toEqual(found.collected.error);
      expect(found.collected.slice).toEqual(Array.from(inputs.sliced.x!));
    }
  });

  test.each([
    ['rightly', { alike: [['a', 'b', 'c']] }],
    ['wrongly', { alike: [['a', 'b', 'c', 'd']] }],
  ])('gives to the bit the same when it is told %s what is updated alike', async (_, hint) => {
    const plain = {
      carried: { a: [2, 3], b: [], c: [4], d: [2] },
      sliced: { x: [] },
      fixed: {},
    };
    const decaying: Program = ({ a, b, c, d, x }) => ({
      ...mapNamed({ a: a!, b: b!, c: c! }, (value) => tf.add(tf.mul(value, 0.9), x!)),
      d: tf.square(d!),
    });
    const backend = await backendFor(name);
    const inputs = inputsFor(plain, 12);
    const found = await byLoop(backend.compileLoop(decaying, { ...plain, ...hint }), inputs);
    const run = backend.compile(decaying, allShapes(plain));
    expect(found).toEqual(await bySingleRuns(run, plain, inputs));
  });

  test('hands its carried outputs to the next call, and leaves its inputs usable', async () => {
    const backend = await backendFor(name);
    const loop = backend.compileLoop(program, shapes);
    const whole = inputsFor(shapes, 7);
    const part = (from: number, to: number): LoopInputs['sliced'] =>
      mapNamed(shapes.sliced, (shape, key) =>
        whole.sliced[key]!.slice(from * sizeOf(shape), to * sizeOf(shape)),
      );
    const copies = structuredClone({ ...whole.carried, ...whole.sliced, ...whole.fixed });
    const first = await loop({ ...whole, iterations: 3, sliced: part(0, 3) });
    const next = { ...whole, iterations: 4, sliced: part(3, 7), carried: first.carried };
    const second = await byLoop(loop, next);
    const expected = await byLoop(loop, whole);
    expect(second.carried).toEqual(expected.carried);
    expect([...first.collected.error!, ...second.collected.error!]).toEqual(
      expected.collected.error,
    );
    // The same device arrays once more, and as inputs of a single run.
    expect(await byLoop(loop, next)).toEqual(second);
    const run = backend.compile(program, allShapes(shapes));
    const single = await run({ ...first.carried, ...whole.fixed, ...part(3, 4) });
    expect(Array.from(await single.error!.read())).toEqual(second.collected.error!.slice(0, 1));
    expect({ ...whole.carried, ...whole.sliced, ...whole.fixed }).toEqual(copies);
    disposeAll(single);
    disposeAll(first.carried);
    // Disposing again does nothing, and a fresh call is not disturbed.
    disposeAll(first.carried);
    expect(await byLoop(loop, whole)).toEqual(expected);
    await expect(first.carried.count!.read()).rejects.toThrow(/dispose/);
  });

  test('may exchange what it carries, or carry a fixed input or a slice', async () => {
    const backend = await backendFor(name);
    const exchange: Program = ({ a, b, c, k, x }) => ({ b: a!, a: b!, c: k!, d: x!, then: c! });
    const given: LoopShapes = {
      carried: { a: [2], b: [2], c: [1], d: [] },
      sliced: { x: [] },
      fixed: { k: [1] },
    };
    const carried = { a: of(1, 2), b: of(3, 4), c: of(5), d: of(6) };
    const slices = (iterations: number) => ({
      x: Float32Array.from({ length: iterations }).map((_, at) => at),
    });
    for (const iterations of [1, 2, 3]) {
      const { carried: found, collected } = await small(backend, exchange, given, {
        ...{ iterations, carried, sliced: slices(iterations), fixed: { k: of(7) } },
      });
      const [a, b] =
        iterations % 2 === 0
          ? [
              [1, 2],
              [3, 4],
            ]
          : [
              [3, 4],
              [1, 2],
            ];
      expect(found).toEqual({ a, b, c: [7], d: [iterations - 1] });
      expect(collected).toEqual({ then: [5, 7, 7].slice(0, iterations) });
    }
  });

  test('runs without slices, without a state, and without anything to collect', async () => {
    const backend = await backendFor(name);
    const count: Program = ({ n, by }) => ({ n: tf.add(n!, by!), then: n! });
    expect(
      await small(
        backend,
        count,
        { carried: { n: [] }, fixed: { by: [] } },
        {
          ...{ iterations: 3, carried: { n: of(1) }, fixed: { by: of(2) } },
        },
      ),
    ).toEqual({ carried: { n: [7] }, collected: { then: [1, 3, 5] } });
    expect(
      await small(
        backend,
        ({ x }) => ({ y: tf.neg(x!) }),
        { sliced: { x: [2] } },
        {
          ...{ iterations: 2, sliced: { x: of(1, 2, 3, 4) } },
        },
      ),
    ).toEqual({ carried: {}, collected: { y: [-1, -2, -3, -4] } });
    expect(
      await small(
        backend,
        ({ n, x }) => ({ n: tf.add(n!, x!) }),
        { carried: { n: [] }, sliced: { x: [] } },
        { iterations: 2, carried: { n: of(1) }, sliced: { x: of(1, 2) } },
      ),
    ).toEqual({ carried: { n: [4] }, collected: {} });
  });

  test('keeps names apart that objects of JavaScript order or inherit', async () => {
    const body: Program = (inputs) => ({
      constructor: tf.sum(inputs['0']!),
      a: tf.add(inputs.a!, inputs['1']!),
      toString: inputs.a!,
    });
    expect(
      await small(
        await backendFor(name),
        body,
        {
          ...{ carried: { a: [] }, sliced: { 0: [2] }, fixed: { 1: [] } },
        },
        {
          ...{
            iterations: 2,
            carried: { a: of(1) },
            sliced: { 0: of(1, 2, 3, 4) },
            fixed: { 1: of(9) },
          },
        },
      ),
    ).toEqual({ carried: { a: [19] }, collected: { constructor: [3, 7], toString: [1, 10] } });
  });

  test('collects outputs that are larger than a call may have arguments', async () => {
    const length = 300_000;
    const { collected } = await small(
      await backendFor(name),
      ({ n, x }) => ({ n: n!, all: tf.add(tf.zeros([length]), x!) }),
      { carried: { n: [] }, sliced: { x: [] } },
      { iterations: 2, carried: { n: of(0) }, sliced: { x: of(1, 2) } },
    );
    expect(collected.all).toHaveLength(2 * length);
    expect([collected.all![0], collected.all![length - 1], collected.all![length]]).toEqual([
      1, 1, 2,
    ]);
  });
});

test('a loop of the onnx backend agrees with one of the cpu backend', async () => {
  const [cpu, onnx] = await Promise.all([backendFor('cpu'), backendFor('onnx')]);
  const [slow, fast] = [cpu, onnx].map((backend) => backend.compileLoop(program, shapes));
  await assert(
    asyncProperty(
      record({
        iterations: integer({ min: 1, max: 12 }),
        scale: float({ min: 0, max: 2, noNaN: true }),
      }),
      async ({ iterations, scale }) => {
        const inputs = inputsFor(shapes, iterations);
        inputs.sliced.x!.forEach((value, at, all) => (all[at] = scale * value));
        const [expected, found] = [await byLoop(slow!, inputs), await byLoop(fast!, inputs)];
        for (const part of ['carried', 'collected'] as const) {
          expect(Object.keys(found[part]).sort()).toEqual(Object.keys(expected[part]).sort());
          for (const [key, values] of Object.entries(expected[part])) {
            values.forEach((value, at) => {
              expect(found[part][key]![at], key).toBeCloseTo(value, 5);
            });
          }
        }
      },
    ),
    { numRuns: 30, seed: 3 },
  );
});
