import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test, vi } from 'vitest';
import type { Backend, Program } from '../../../src/backends/backend.ts';
import { OnnxBackend } from '../../../src/backends/onnx/onnx-backend.ts';
import { backendFor, testedBackends } from '../../support/backends.ts';
import { disposeAll } from '../../support/backends/loops.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Lets finalizers run, which wait for turns of the event loop. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    collectGarbage();
    await nextTurn();
  }
}

/** What is in use: resident memory in MB, and TensorFlow.js's own counts. */
async function inUse() {
  await settle();
  const { numTensors, numDataBuffers } = tf.memory();
  const counts = { numTensors, numDataBuffers, numDataIds: tf.backend().numDataIds() };
  return { megabytes: process.memoryUsage.rss() / 1e6, counts };
}

/** Runs `work` as warm-up, then again; expects that nothing stays but `most` MB. */
async function expectBounded(work: () => Promise<void>, most: number): Promise<void> {
  await work();
  const before = await inUse();
  await work();
  const after = await inUse();
  expect(after.counts).toEqual(before.counts);
  expect(after.megabytes - before.megabytes).toBeLessThan(most);
}

const half: Program = ({ x }) => ({ x: tf.mul(x!, 0.5), sum: tf.sum(x!) });
const LENGTH = 20_000;

// A thousand arrays of 20,000 numbers would be 80 MB, as would those of 300 loops of four iterations.
describe.each(testedBackends)('memory on %s stays within bounds', (name) => {
  test('over a thousand runs', async () => {
    const run = (await backendFor(name)).compile(half, { x: [LENGTH] });
    await expectBounded(async () => {
      let state = await run({ x: new Float32Array(LENGTH).fill(1) });
      for (let at = 0; at < 1000; at += 1) {
        const next = await run(state);
        disposeAll(state);
        state = next;
      }
      disposeAll(state);
    }, 40);
  });

  test('over three hundred loops', async () => {
    const iterations = 4;
    const shapes = { carried: { x: [LENGTH] }, sliced: { y: [LENGTH] }, fixed: {} };
    const loop = (await backendFor(name)).compileLoop(
      ({ x, y }) => ({
        x: tf.mul(tf.add(x!, y!), 0.5),
        each: tf.neg(y!),
      }),
      shapes,
    );
    const sliced = { y: new Float32Array(iterations * LENGTH).fill(1) };
    await expectBounded(async () => {
      let { carried } = await loop({
        ...{ iterations, sliced, fixed: {}, carried: { x: new Float32Array(LENGTH) } },
      });
      for (let at = 0; at < 300; at += 1) {
        const next = await loop({ iterations, sliced, fixed: {}, carried });
        disposeAll(carried);
        ({ carried } = next);
      }
      disposeAll(carried);
    }, 40);
  });
});

/** Compiles for inputs of this length and runs once. */
async function runAt(backend: Backend, program: Program, length: number): Promise<void> {
  const run = backend.compile(program, { x: [length] });
  disposeAll(await run({ x: new Float32Array(length) }));
}

describe('compilations of the onnx backend', () => {
  test('of programs that are dropped stay within bounds, 200 of them', async () => {
    // A thread each: two hundred sessions would keep as many more waiting.
    const onnx = new OnnxBackend({ threads: 1 });
    await expectBounded(async () => {
      for (let length = 1; length <= 200; length += 1) {
        await runAt(onnx, (inputs) => half(inputs), length);
      }
    }, 40);
  });

  test('for 200 shapes of a program that is kept take less than 0.4 MB each', async () => {
    // ONNX Runtime was seen to keep 0.14 MB for a session of a few operators.
    const onnx = new OnnxBackend({ threads: 1 });
    await runAt(onnx, half, 1000);
    const before = await inUse();
    for (let length = 1; length <= 200; length += 1) await runAt(onnx, half, length);
    const after = await inUse();
    expect(after.counts).toEqual(before.counts);
    expect(after.megabytes - before.megabytes).toBeLessThan(200 * 0.4);
  });

  test('are collected with their program, and not before', async () => {
    const create = InferenceSession.create.bind(InferenceSession);
    const sessions: WeakRef<InferenceSession>[] = [];
    const spy = vi.spyOn(InferenceSession, 'create').mockImplementation(async (...args) => {
      const session = await (create as (...given: unknown[]) => Promise<InferenceSession>)(...args);
      sessions.push(new WeakRef(session));
      return session;
    });
    const alive = () => sessions.filter((session) => session.deref() !== undefined).length;
    const onnx = await backendFor('onnx');
    const kept: Program = ({ x }) => ({ y: tf.exp(x!) });
    await runAt(onnx, kept, 2);
    await runAt(onnx, kept, 3);
    for (let at = 0; at < 20; at += 1) {
      await runAt(onnx, ({ x }) => ({ y: tf.neg(x!) }), 2);
    }
    spy.mockRestore();
    await settle();
    expect(sessions).toHaveLength(22);
    // The last of the twenty may still be on the stack.
    expect(alive()).toBeLessThanOrEqual(3);
    expect([sessions[0]!.deref(), sessions[1]!.deref()]).not.toContain(undefined);
    // Still prepared: nothing is created again.
    await runAt(onnx, kept, 2);
    expect(sessions).toHaveLength(22);
  });
});
