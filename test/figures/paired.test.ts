import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { effectOf } from '../../src/figures/effect.ts';
import { pairedEffect } from '../../src/figures/paired.ts';
import { seedOf, seedsWith, seriesOf } from '../support/figures/series.ts';

/** t 0.975 of 2 degrees of freedom: 0.95 √(2 / (1 − 0.95²)). */
const T2 = 4.302652729749464;

const close = (value: number) => expect.closeTo(value, 12) as number;

const compare = (
  metric: 'test_bound' | 'grad_variance',
  one: readonly number[],
  other: readonly number[],
) => pairedEffect(seriesOf(seedsWith(metric, one)), seriesOf(seedsWith(metric, other)), metric);

describe('a paired difference', () => {
  test('is the mean over pairs, with its standard error and interval', () => {
    // Differences 1, 2, 6: mean 3, s² = (4 + 1 + 9) / 2 = 7, whatever the seeds have in common.
    const error = Math.sqrt(7 / 3);
    expect(compare('test_bound', [-99, -48, 6], [-100, -50, 0])).toEqual({
      ...{ kind: 'difference', n: 3, effect: 3, error: close(error), step: 100 },
      interval: { low: close(3 - T2 * error), high: close(3 + T2 * error) },
      ...{ better: 3, leftOut: [] },
    });
  });

  test('counts the pairs in which the first is better: higher bounds', () => {
    expect(compare('test_bound', [-1, -5, -3], [-2, -4, -3]).better).toBe(1);
  });

  test('changes its sign with the order of the two', () => {
    const [one, other] = [
      [-3, -5, -6],
      [-1, -7, -8],
    ] as const;
    const [there, back] = [compare('test_bound', one, other), compare('test_bound', other, one)];
    expect(back.effect).toBe(-there.effect!);
    expect(back.interval).toEqual({ low: -there.interval!.high, high: -there.interval!.low });
  });
});

describe('a paired ratio', () => {
  test('is the geometric mean over pairs, with an interval of its logarithm', () => {
    // Ratios 2, 4, 8: logarithms 1, 2, 3 times log 2; mean 2 log 2, s = log 2.
    const error = Math.LN2 / Math.sqrt(3);
    const found = compare('grad_variance', [2e-3, 4e-5, 8], [1e-3, 1e-5, 1]);
    expect(found).toEqual({
      ...{ kind: 'ratio', n: 3, effect: close(4), error: close(error), step: 100 },
      interval: {
        low: close(4 * Math.exp(-T2 * error)),
        high: close(4 * Math.exp(T2 * error)),
      },
      ...{ better: 0, leftOut: [] },
    });
  });

  test('counts the pairs in which the first is better: lower variances', () => {
    expect(compare('grad_variance', [1, 3, 2], [2, 2, 2]).better).toBe(1);
  });

  test.each([
    ['zero', 0, 1],
    ['divided by zero', 1, 0],
    ['of two zeros', 0, 0],
    ['negative', -1e-9, 1e-3],
    ['divided by a negative one', 1e-3, -1e-9],
    ['of two negative ones', -1e-9, -2e-9],
  ])('leaves out a variance that is %s', (_, value, other) => {
    const { n, effect, leftOut } = compare('grad_variance', [value, 4, 9], [other, 2, 3]);
    expect([n, effect, leftOut]).toEqual([
      ...[2, close(Math.sqrt(6))],
      ['seed-0: no finite values to compare'],
    ]);
  });
});

describe('pairs', () => {
  const bound = (seed: number, values: Readonly<Record<number, number>>, more = {}) =>
    seedOf(
      seed,
      Object.entries(values).map(([step, value]) => ({ step: Number(step), test_bound: value })),
      more,
    );

  const effect = (one: readonly ReturnType<typeof bound>[], other: typeof one) => {
    const found = pairedEffect(seriesOf(one), seriesOf(other), 'test_bound');
    return { n: found.n, step: found.step, effect: found.effect, leftOut: found.leftOut };
  };

  test('are of equal seeds, wherever these stand; others are named', () => {
    const one = [bound(7, { 10: -1 }), bound(0, { 10: -2 }), bound(3, { 10: -4 })];
    const other = [bound(0, { 10: -3 }), bound(1, { 10: -9 }), bound(3, { 10: -8 })];
    // −2 − −3 = 1 and −4 − −8 = 4.
    expect(effect(one, other)).toEqual({
      ...{ n: 2, step: 10, effect: 2.5 },
      leftOut: ['seed-7: in one of the two only', 'seed-1: in one of the two only'],
    });
  });

  test('are compared at the last step that both have when one ran longer', () => {
    const one = [bound(0, { 10: -5, 20: -4 }), bound(1, { 10: -6, 20: -1 })];
    const other = [bound(0, { 10: -7, 20: -9, 30: 0 }), bound(1, { 10: -7, 20: -2, 30: 0 })];
    // 5 and 1 at step 20.
    expect(effect(one, other)).toEqual({ n: 2, step: 20, effect: 3, leftOut: [] });
  });

  test('are compared at a step that both measured', () => {
    const one = [bound(0, { 10: -5, 20: -4, 30: -3 })];
    const other = [bound(0, { 15: -8, 20: -6, 40: -1 })];
    expect(effect(one, other)).toMatchObject({ n: 1, step: 20, effect: 2 });
  });

  test('that have not got as far as others are left out', () => {
    const one = [bound(0, { 10: -5, 20: -4 }), bound(1, { 10: -6 })];
    const other = [bound(0, { 10: -7, 20: -9 }), bound(1, { 10: -7, 20: -2 })];
    expect(effect(one, other)).toEqual({
      ...{ n: 1, step: 20, effect: 5 },
      leftOut: ['seed-1: at step 10 of 20'],
    });
  });

  test('with a damaged file or a value that is not finite are left out', () => {
    const damage = { problem: 'metrics.csv, line 9 has 1 values, not 6' };
    const one = [bound(0, { 10: -5 }), bound(1, { 10: -6 }, damage), bound(2, { 10: Number.NaN })];
    const other = [0, 1, 2].map((seed) => bound(seed, { 10: -7 }));
    const leftOut = [
      'seed-1: metrics.csv, line 9 has 1 values, not 6',
      'seed-2: no finite values to compare',
    ];
    expect(effect(one, other)).toEqual({ n: 1, step: 10, effect: 2, leftOut });
    expect(effect(other, one)).toEqual({ n: 1, step: 10, effect: -2, leftOut });
  });

  test('that cannot count do not keep others out by having gone further', () => {
    const damage = { problem: 'metrics.csv, line 9 has 1 values, not 6' };
    const one = [bound(0, { 10: -5 }), bound(1, { 10: -6, 20: -1 }, damage)];
    const other = [bound(0, { 10: -7 }), bound(1, { 10: -7, 20: -7 })];
    expect(effect(one, other)).toMatchObject({ n: 1, step: 10, effect: 2 });
  });

  test('without a step in common say nothing', () => {
    expect(effect([bound(0, { 10: -5 })], [bound(0, { 15: -5 })])).toEqual({
      ...{ n: 0, step: 0, effect: null },
      leftOut: ['seed-0: no step in common'],
    });
    const one = [bound(0, { 10: -5 }), bound(1, { 10: -5 })];
    expect(effect(one, [bound(0, { 10: -7 }), bound(1, {})])).toMatchObject({
      ...{ n: 1, effect: 2, leftOut: ['seed-1: no step in common'] },
    });
  });

  test('one alone has an effect without uncertainty; none at all has no effect', () => {
    expect(effectOf('test_bound', [3])).toEqual({
      ...{ kind: 'difference', n: 1, effect: 3, error: null, interval: null },
    });
    expect(effectOf('grad_variance', [])).toEqual({
      ...{ kind: 'ratio', n: 0, effect: null, error: null, interval: null },
    });
  });
});

describe('intervals of three pairs', () => {
  const draws = 20_000;

  /** Normal numbers of mean 2 and spread 3 (Box and Muller, 1958). */
  function normals(count: number): number[] {
    const uniforms = new RandomStream(1, 'latent', 'coverage').uniforms(2 * count);
    return Array.from({ length: count }, (_, at) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniforms[2 * at]!));
      return 2 + 3 * radius * Math.cos(2 * Math.PI * uniforms[2 * at + 1]!);
    });
  }

  test.each([
    ['test_bound', 2],
    // Of a ratio whose logarithm is 2 in the median.
    ['grad_variance', Math.exp(2)],
  ] as const)('of %s cover the truth 95 times in 100', (metric, truth) => {
    const values = normals(3 * draws);
    let covered = 0;
    for (let at = 0; at < values.length; at += 3) {
      const { low, high } = effectOf(metric, values.slice(at, at + 3)).interval!;
      if (low <= truth && truth <= high) covered += 1;
    }
    // Four standard errors of a binomial share; a normal quantile in t's place would cover 81 in 100.
    const error = Math.sqrt((0.95 * 0.05) / draws);
    expect(Math.abs(covered / draws - 0.95)).toBeLessThan(4 * error);
  });
});
