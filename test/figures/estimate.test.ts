import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimate, intervalOf } from '../../src/figures/estimate.ts';
import { summarise } from '../../src/figures/summarise.ts';
import { seedOf, seriesOf } from '../support/figures/series.ts';

describe('estimate', () => {
  test('is the mean and its standard error', () => {
    // Mean 4; deviations −3, −1, 4: s² = 26 / 2 = 13; s / √3.
    const { mean, error, n } = estimate([1, 3, 8])!;
    expect([mean, n]).toEqual([4, 3]);
    expect(error).toBeCloseTo(Math.sqrt(13 / 3), 14);
  });

  test('has no standard error of one value, and is none of nothing', () => {
    expect(estimate([7])).toEqual({ mean: 7, error: null, n: 1 });
    expect(estimate([])).toBeUndefined();
  });

  test('moves and stretches with its values', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), (list, factor) => {
        const plain = estimate(list)!;
        const moved = estimate(list.map((value) => factor * value + 3))!;
        expect(moved.mean).toBeCloseTo(factor * plain.mean + 3, 8);
        expect(moved.error).toBeCloseTo(Math.abs(factor) * plain.error!, 8);
      }),
      { seed: 1 },
    );
  });
});

describe('intervalOf', () => {
  test("is Student's: t of n − 1 degrees of freedom standard errors to either side", () => {
    // t 0.975 of 2 degrees of freedom is 0.95 √(2 / (1 − 0.95²)) = 4.302652729749464.
    const { low, high } = intervalOf({ mean: 10, error: 0.5, n: 3 })!;
    expect(low).toBeCloseTo(10 - 4.302652729749464 / 2, 12);
    expect(high).toBeCloseTo(10 + 4.302652729749464 / 2, 12);
  });

  test('is none of one seed', () => {
    expect(intervalOf({ mean: 10, error: null, n: 1 })).toBeNull();
  });
});

describe('summarise', () => {
  const series = seriesOf([
    seedOf(0, [
      { step: 1, test_bound: -1, grad_variance: 4 },
      { step: 2, test_bound: -2, grad_variance: 1 },
    ]),
    seedOf(1, [
      { step: 1, test_bound: -7, grad_variance: 2 },
      { step: 2, test_bound: -4, grad_variance: 3 },
    ]),
  ]);

  test('gives the last values, and the best ones of each seed wherever they stand', () => {
    const { step, final, best } = summarise(series, 'test_bound');
    expect(step).toBe(2);
    // −2 and −4: mean −3, s² = 2, s/√2 = 1. Best −1 and −4: mean −2.5, s² = 4.5, 1.5.
    expect(final).toEqual({ mean: -3, error: expect.closeTo(1, 14) as number, n: 2 });
    expect(best).toEqual({ mean: -2.5, error: expect.closeTo(1.5, 14) as number, n: 2 });
  });

  test('takes the least of a variance for the best', () => {
    const variances = (seed: number, ...values: readonly number[]) =>
      seedOf(
        seed,
        values.map((value, at) => ({ step: at + 1, grad_variance: value })),
      );
    // 1 and 2; the variance of one draw, 0 in files of old and empty in those of today, is none.
    const old = seriesOf([variances(0, 0, 1, 4), variances(1, Number.NaN, 3, 2)]);
    const { best, final, notes } = summarise(old, 'grad_variance');
    expect([best?.mean, final?.mean, notes]).toEqual([1.5, 3, []]);
  });

  test('has nothing of a variance before the second step', () => {
    const first = seriesOf([seedOf(0, [{ step: 1, test_bound: -1, grad_variance: 0 }])]);
    const { best, final, notes } = summarise(first, 'grad_variance');
    expect([best, final, notes]).toEqual([undefined, undefined, []]);
    expect(summarise(first, 'test_bound').final?.mean).toBe(-1);
  });

  test('is over the seeds that count', () => {
    const behind = seedOf(2, [{ step: 1, test_bound: 0 }]);
    const { final, best, notes } = summarise(seriesOf([...series.seeds, behind]), 'test_bound');
    expect([final?.mean, final?.n, best?.mean]).toEqual([-3, 2, -2.5]);
    expect(notes.map(({ path }) => path)).toEqual(['run/seed-2']);
  });

  test('has no values without rows', () => {
    const { step, final, best } = summarise(seriesOf([seedOf(0, [])]), 'test_bound');
    expect([step, final, best]).toEqual([0, undefined, undefined]);
  });
});
