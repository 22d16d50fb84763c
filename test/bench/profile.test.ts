import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test, vi } from 'vitest';
import { KernelClock, timeKernels } from '../../bench/profile/kernel-profiler.ts';

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
