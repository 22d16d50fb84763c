import { sampleRankCorrelation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { rankCorrelation } from '../../src/core/rank-correlation.ts';

describe('rank correlations', () => {
  test('of pairs in the same order are 1, and two of all orders are as far off', () => {
    expect(rankCorrelation([1, 2, 3, 4], [10, 20, 40, 80])).toEqual({
      ...{ n: 4, spearman: 1, kendall: 1, exact: true },
      // The order itself and its reverse, of 4! = 24.
      ...{ spearmanP: 2 / 24, kendallP: 2 / 24 },
    });
    expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toMatchObject({ spearman: -1, kendall: -1 });
  });

  test('are those of a table', () => {
    // Ranks differ by 0, 1, 1, 0, 0: ρ = 1 − 6 · 2 / (5 · 24) = 0.9; one of ten pairs is the other way round.
    const found = rankCorrelation([1, 2, 3, 4, 5], [1, 3, 2, 4, 5])!;
    expect(found.spearman).toBeCloseTo(0.9, 12);
    expect(found.kendall).toBeCloseTo(0.8, 12);
    // The null distributions for n = 5: P(ρ ≥ 0.9) = 5/120, P(τ ≥ 0.8) = 5/120, on either side.
    expect(found.spearmanP).toBeCloseTo(10 / 120, 12);
    expect(found.kendallP).toBeCloseTo(10 / 120, 12);
  });

  test('give equal values their mean rank', () => {
    // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: ρ = 4.5 / √(4.5 · 5), τ_b = 5 / √(5 · 6).
    const found = rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])!;
    expect(found.spearman).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
    expect(found.kendall).toBeCloseTo(5 / Math.sqrt(30), 12);
    // Of 24 orders, two give the largest sums, and two the smallest.
    expect(found).toMatchObject({ spearmanP: 4 / 24, kendallP: 4 / 24 });
  });

  test('do not exist of fewer than two pairs, or where all values are equal', () => {
    expect(rankCorrelation([1], [1])).toBeUndefined();
    expect(rankCorrelation([2, 2, 2], [1, 2, 3])).toBeUndefined();
  });

  test('of many pairs have p-values of random orders, the same every time', () => {
    const x = Array.from({ length: 12 }, (_, at) => at);
    const y = x.map((at) => (at * 7) % 12);
    const found = rankCorrelation(x, y)!;
    expect(found.exact).toBe(false);
    expect(rankCorrelation(x, y)).toEqual(found);
    // No random order of twelve is as far from chance as the order itself: (0 + 1) / 20,001.
    expect(rankCorrelation(x, x)).toMatchObject({ spearman: 1, spearmanP: 1 / 20_001 });
  });

  test('of random orders have p-values that agree with those of all', () => {
    const y = [3, 1, 4, 0, 5, 8, 2, 6, 9, 7];
    const x = y.map((_, at) => at);
    const found = rankCorrelation(x, y)!;
    expect(found.spearman).toBeCloseTo(sampleRankCorrelation(x, y), 12);
    // As far off are 141,404 of all 10! orders for ρ and 169,184 for τ, by enumeration.
    for (const [p, count] of [
      [found.spearmanP, 141_404],
      [found.kendallP, 169_184],
    ] as const) {
      const exact = count / 3_628_800;
      const error = Math.sqrt((exact * (1 - exact)) / 20_000);
      expect(Math.abs(p - exact)).toBeLessThan(4 * error);
    }
  });
});
