import { describe, expect, test } from 'vitest';
import { blockSizes } from '../../src/benchmarks/benchmark.ts';
import { partsOf } from '../../src/benchmarks/bound-timing.ts';
import { floorOf } from '../../src/benchmarks/floor.ts';
import { overlapping } from '../../src/benchmarks/processes.ts';
import { threadResults } from '../../src/benchmarks/report.ts';
import { spreadOf } from '../../src/benchmarks/spread.ts';

test('a spread is the median and the quartiles', () => {
  expect(spreadOf([9, 1, 5, 3, 7])).toEqual({ median: 5, lower_quartile: 3, upper_quartile: 7 });
  expect(spreadOf([2])).toEqual({ median: 2, lower_quartile: 2, upper_quartile: 2 });
});

test('the floor adds the times of products of different rates', () => {
  const flags = { transposeA: false, transposeB: false };
  // 2 · 1000 · 500 · 100 = 0.1 GFLOP at 50 GFLOP/s, and 0.4 GFLOP at 100 GFLOP/s.
  const slow = { rows: 1000, inner: 500, columns: 100, ...flags };
  const fast = { rows: 1000, inner: 500, columns: 400, ...flags };
  const floor = floorOf(18, [slow, fast], (product) => (product === slow ? 50 : 100));
  expect(floor.gigaflop).toBeCloseTo(0.5, 12);
  expect(floor.milliseconds).toBeCloseTo(2 + 4, 12);
  expect(floor.gigaflops_per_second).toBeCloseTo(500 / 6, 10);
  expect(floor.ratio).toBeCloseTo(3, 12);
});

describe('blocks', () => {
  test.each([1, 2, 9, 10, 11, 50, 57])('of %i steps add up to them', (steps) => {
    const sizes = blockSizes(steps);
    expect(sizes).toHaveLength(Math.min(steps, 10));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(steps);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  test('of images are equal', () => {
    expect([10_000, 100, 12, 9, 7, 1, 9973].map(partsOf)).toEqual([10, 10, 6, 9, 7, 1, 1]);
  });
});

describe('steps of processes side by side', () => {
  const steps = (from: number, count: number, milliseconds: number) =>
    Array.from({ length: count }, (_, at) => ({ started: from + at * milliseconds, milliseconds }));

  test('count from the later start to the earlier end', () => {
    // The first runs from 0 to 100, the second from 25 to 145: they share 25 to 100.
    const [first, second] = overlapping([steps(0, 10, 10), steps(25, 8, 15)]);
    expect(first!.map(({ started }) => started)).toEqual([30, 40, 50, 60, 70, 80, 90]);
    expect(second!.map(({ started }) => started)).toEqual([25, 40, 55, 70, 85]);
  });

  test('are none for processes that ran one after the other', () => {
    expect(overlapping([steps(0, 5, 10), steps(60, 5, 10)])).toEqual([[], []]);
    expect(overlapping([steps(0, 5, 10), []])).toEqual([[], []]);
  });
});

test('threads are compared with one thread of the same estimator, categories and backend', () => {
  const step = (estimator: string, backend: string, threads: number, median: number) => ({
    ...{ estimator, categories: 3, evaluations: 3, backend, backend_description: '', threads },
    milliseconds: { median, lower_quartile: median, upper_quartile: median },
    cpu_milliseconds: { median: 1, lower_quartile: 1, upper_quartile: 1 },
    ...{ floor: null, first_step_milliseconds: 1, steps_per_second: 1, hours_to_million_steps: 1 },
    host_milliseconds: { binarise: 0, random_numbers: 0 },
    host_share: { binarise: 0, random_numbers: 0 },
    each: { started: [], milliseconds: [] },
  });
  const results = threadResults([
    step('ars+', 'onnx', 1, 60),
    step('arsm+', 'onnx', 1, 300),
    step('ars+', 'onnx', 2, 40),
    step('arsm+', 'onnx', 2, 150),
    step('ars+', 'wasm', 1, 900),
    step('arm', 'onnx', 2, 10),
  ]);
  expect(results.map(({ estimator, threads, speedup }) => [estimator, threads, speedup])).toEqual([
    ['ars+', 2, 1.5],
    ['arsm+', 2, 2],
  ]);
});
