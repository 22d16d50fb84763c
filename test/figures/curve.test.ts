import { describe, expect, test } from 'vitest';
import { curveOf, unsmoothed } from '../../src/figures/curve.ts';
import type { CurveOptions, CurvePoint } from '../../src/figures/curve.ts';
import { CsvRows } from '../../src/run-files/csv-rows.ts';
import { seedOf, seriesOf } from '../support/figures/series.ts';

/** A seed whose bound takes these values at steps 10, 20, …, with its seconds at these steps. */
function seed(index: number, values: readonly number[], seconds: readonly number[] = []) {
  const rows = values.map((value, at) => {
    const step = 10 * (at + 1);
    return { step, function_evaluations: 300 * step, test_bound: value };
  });
  const timing = CsvRows.of(seconds.map((value, at) => ({ step: 10 * (at + 1), seconds: value })));
  return seedOf(index, rows, { timing });
}

const curve = (seeds: readonly ReturnType<typeof seed>[], options: Partial<CurveOptions> = {}) =>
  curveOf(seriesOf(seeds), 'test_bound', { ...unsmoothed, ...options });

const places = (points: readonly CurvePoint[]) => points.map(({ x }) => x);

describe('a curve', () => {
  test('has the mean and one standard error at every step', () => {
    const { points, n, notes } = curve([seed(0, [-8, -3]), seed(1, [-6, -3]), seed(2, [-1, -6])]);
    expect([n, notes]).toEqual([3, []]);
    // −8, −6, −1: mean −5, s² = (9 + 1 + 16) / 2 = 13. −3, −3, −6: mean −4, s² = (1 + 1 + 4) / 2 = 3.
    const [first, second] = [Math.sqrt(13 / 3), 1];
    expect(points).toEqual([
      {
        ...{ step: 10, x: 10, mean: -5 },
        low: expect.closeTo(-5 - first, 13) as number,
        high: expect.closeTo(-5 + first, 13) as number,
      },
      {
        ...{ step: 20, x: 20, mean: -4 },
        low: expect.closeTo(-4 - second, 13) as number,
        high: expect.closeTo(-4 + second, 13) as number,
      },
    ]);
  });

  test('has a band without width when there is one seed', () => {
    expect(curve([seed(0, [-8])]).points).toEqual([
      { step: 10, x: 10, mean: -8, low: -8, high: -8 },
    ]);
  });

  test('is over the same seeds at every step: one that is behind is left out of all of it', () => {
    const { points, n, notes } = curve([seed(0, [-8, -3]), seed(1, [-6, -5]), seed(2, [100])]);
    expect(points.map(({ mean }) => mean)).toEqual([-7, -4]);
    expect(n).toBe(2);
    expect(notes).toEqual([{ path: 'run/seed-2', text: 'at step 10 of 20', counted: false }]);
  });

  test('is without a seed that has one value that is not finite', () => {
    const { points, n } = curve([seed(0, [-8, -3]), seed(1, [Number.NaN, -5])]);
    expect([n, points.map(({ mean }) => mean)]).toEqual([1, [-8, -3]]);
  });

  test('has points at the steps that all of its seeds measured', () => {
    const often = seedOf(
      1,
      [5, 10, 15, 20].map((step) => ({ step, test_bound: -step })),
    );
    expect(places(curve([seed(0, [-8, -3]), often]).points)).toEqual([10, 20]);
    expect(places(curve([often, seed(0, [-8, -3])]).points)).toEqual([10, 20]);
  });

  test('has no points without a seed that counts', () => {
    expect(curve([seed(0, [])])).toMatchObject({ points: [], n: 0 });
    expect(curve([])).toEqual({ points: [], n: 0, notes: [] });
  });
});

describe('the axis', () => {
  const seeds = [seed(0, [-8, -3, -2], [1, 2, 4]), seed(1, [-6, -5, -4], [2, 5, 9])];

  test('may count evaluations of f', () => {
    expect(places(curve(seeds, { axis: 'evaluations' }).points)).toEqual([3000, 6000, 9000]);
  });

  test('may be seconds: their mean over seeds', () => {
    // (1 + 2) / 2, (2 + 5) / 2, (4 + 9) / 2.
    expect(places(curve(seeds, { axis: 'seconds' }).points)).toEqual([1.5, 3.5, 6.5]);
  });

  test('has no place for steps whose seconds are unknown of a seed', () => {
    const shorter = [seeds[0]!, seed(1, [-6, -5, -4], [2])];
    expect(places(curve(shorter, { axis: 'seconds' }).points)).toEqual([1.5]);
    const none = curve([seeds[0]!, seed(1, [-6, -5, -4])], { axis: 'seconds' });
    expect(none).toMatchObject({ points: [], n: 2 });
  });

  test('begins at `from` and ends at `to`, both included, in its unit', () => {
    expect(places(curve(seeds, { from: 20 }).points)).toEqual([20, 30]);
    expect(places(curve(seeds, { to: 20 }).points)).toEqual([10, 20]);
    expect(places(curve(seeds, { axis: 'seconds', from: 2, to: 6 }).points)).toEqual([3.5]);
    expect(places(curve(seeds, { from: 31 }).points)).toEqual([]);
  });
});

describe('smoothing', () => {
  const means = (seeds: readonly ReturnType<typeof seed>[], options: Partial<CurveOptions>) =>
    curve(seeds, options).points.map(({ mean }) => mean);

  test('is an exponential average of past rows, freed of its start at zero', () => {
    // Weight ¾: ¼ · 8 / ¼ = 8; (¾ · 2 + ¼ · 4) / (¾ · ¼ + ¼) = 2.5 / 0.4375;
    // (¾ · 2.5 + ¼ · 0) / (¾ · 0.4375 + ¼) = 1.875 / 0.578125.
    const [first, second, third] = means([seed(0, [8, 4, 0])], { smoothing: 0.75 });
    expect(first).toBeCloseTo(8, 14);
    expect(second).toBeCloseTo(2.5 / 0.4375, 14);
    expect(third).toBeCloseTo(1.875 / 0.578125, 14);
  });

  test('keeps a constant', () => {
    for (const mean of means([seed(0, [-7, -7, -7, -7])], { smoothing: 0.99 })) {
      expect(mean).toBeCloseTo(-7, 12);
    }
  });

  test('goes along each seed, and the standard error is of what is smooth', () => {
    const { points } = curve([seed(0, [8, 4]), seed(1, [4, 8])], { smoothing: 0.5 });
    // Weight ½: (½ · 4 + ½ · 4) / ¾ = 16/3 and (½ · 2 + ½ · 8) / ¾ = 20/3: mean 6, s/√2 = 2/3.
    expect(points[1]!.mean).toBeCloseTo(6, 14);
    expect(points[1]!.high - points[1]!.mean).toBeCloseTo(2 / 3, 14);
  });

  test('begins with the first row, not at `from`', () => {
    const whole = means([seed(0, [8, 4, 0])], { smoothing: 0.75 });
    expect(means([seed(0, [8, 4, 0])], { smoothing: 0.75, from: 20 })).toEqual(whole.slice(1));
  });
});
