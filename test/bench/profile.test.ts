import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test, vi } from 'vitest';
import { byOperator, onnxProfiler } from '../../bench/profile/onnx-profiler.ts';
import type { NodeEvent } from '../../bench/profile/onnx-profiler.ts';
import { KernelClock, timeKernels } from '../../bench/profile/kernel-profiler.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { useSoftwareGpu, whyNoSoftwareGpu } from '../support/software-gpu.ts';

const reason = whyNoSoftwareGpu();
const folder = sharedFolder();

afterEach(() => {
  vi.restoreAllMocks();
});

test('the time of a kernel that another one calls is counted once', () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const clock = new KernelClock();
  for (let step = 0; step < 2; step += 1) {
    clock.time('outer', () => {
      pass(1);
      clock.time('inner', () => {
        pass(5);
        clock.time('innermost', () => {
          pass(7);
        });
      });
      clock.time('inner', () => {
        pass(3);
      });
    });
  }
  expect(clock.perStep(2)).toEqual([
    { operator: 'innermost', calls: 1, milliseconds: 7 },
    { operator: 'inner', calls: 2, milliseconds: 8 },
    { operator: 'outer', calls: 1, milliseconds: 1 },
  ]);
});

test('every kernel of a backend is timed, and computes what it did', async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const computed = () =>
    tf.tidy(() => tf.add(tf.mul([1, 2], [3, 4]), tf.mul([1, 1], 2)).dataSync());
  const before = computed();
  const clock = new KernelClock();
  timeKernels('cpu', clock);
  expect(computed()).toEqual(before);
  const calls = new Map(clock.perStep(1).map((it) => [it.operator, it.calls]));
  expect([calls.get('Add'), calls.get('Multiply')]).toEqual([1, 2]);
});

test.skipIf(reason !== undefined)(
  `a profile on a GPU names it${reason === undefined ? '' : ` (${reason})`}`,
  async () => {
    await useSoftwareGpu();
    const { description } = await onnxProfiler('onnx-webgpu', { threads: 1, gpu: null }, folder);
    expect(description).toMatch(/^onnx-webgpu: .*, WebGPU, SwiftShader .*, software on the CPU$/);
  },
  600_000,
);

const event = (name: string, operator: string, milliseconds: number): NodeEvent => ({
  ...{ cat: 'Node', name: `${name}_kernel_time`, dur: 1000 * milliseconds },
  args: { op_name: operator },
});

test('nodes of a Scan, and those of steps that follow each other in one graph, give the same per step', () => {
  // Four steps, the first two of them slow; each has two sums, of 3 and 5 ms.
  const slow = [100, 100, 1, 1];
  const scan = slow.flatMap((factor) => [
    event('one', 'Add', 3 * factor),
    event('two', 'Add', 5 * factor),
    event('loop', 'Scan', 1000),
  ]);
  const unrolled = [100, 1].flatMap((factor) =>
    ['first', 'second'].flatMap((step) => [
      event(`${step}/one`, 'Add', 3 * factor),
      event(`${step}/two`, 'Add', 5 * factor),
    ]),
  );
  const expected = [{ operator: 'Add', calls: 2, milliseconds: 8 }];
  expect(byOperator(scan, 2, 4)).toEqual(expected);
  expect(byOperator(unrolled, 2, 4)).toEqual(expected);
});
