import { describe, expect, test } from 'vitest';
import { shownCount, shownEffect, shownEstimate, shownInterval } from '../../src/figures/format.ts';

describe('shownEstimate', () => {
  const bound = (mean: number, error: number | null) =>
    shownEstimate('test_bound', { mean, error, n: error === null ? 1 : 3 });
  const variance = (mean: number, error: number | null) =>
    shownEstimate('grad_variance', { mean, error, n: error === null ? 1 : 3 });

  test.each([
    [-130.5249, 0.0349, '-130.52 ± 0.03'],
    [-99.5, null, '-99.50'],
    [-100, 0, '-100.00 ± 0.00'],
    [1234.5, 12.345, '1234.50 ± 12.35'],
  ])('of a bound %d and error %d is %s', (mean, error, shown) => {
    expect(bound(mean, error)).toBe(shown);
  });

  test.each([
    // Two decimals would show no error at all.
    [-119.7182, 0.0047, '-119.718 ± 0.005'],
    [-119.7182, 0.00012, '-119.7182 ± 0.0001'],
    [-119.7182, 0.005, '-119.72 ± 0.01'],
  ])('shows a digit of an error that is small: %d and %d are %s', (mean, error, shown) => {
    expect(bound(mean, error)).toBe(shown);
  });

  test('does not show digits that rounding made', () => {
    // Three seeds of equal values have a spread of 1e-14 by rounding alone.
    expect(bound(-100.1, 8.2e-15)).toBe('-100.10 ± 0.00');
  });

  test.each([
    [7.451e-3, 0.092e-3, '(7.45 ± 0.09)e-3'],
    [7.451e-3, null, '7.45e-3'],
    [0.5, 0.25, '(5.00 ± 2.50)e-1'],
    [12, 3, '(1.20 ± 0.30)e1'],
    [2, 1, '(2.00 ± 1.00)e0'],
    [-2e-9, 1e-9, '(-2.00 ± 1.00)e-9'],
    [0, 0, '0.00 ± 0.00'],
    // Rounds up to the next power of ten.
    [9.999e-3, 1e-4, '(1.00 ± 0.01)e-2'],
    [0.001, null, '1.00e-3'],
  ])('of a variance %d and error %d has a power of ten: %s', (mean, error, shown) => {
    expect(variance(mean, error)).toBe(shown);
  });

  test('of nothing is a dash', () => {
    expect(shownEstimate('test_bound', undefined)).toBe('–');
  });
});

describe('effects', () => {
  const none = { n: 3, error: 1 };
  const difference = (effect: number | null, low = 0, high = 0) =>
    ({ ...none, kind: 'difference', effect, interval: { low, high } }) as const;
  const ratio = (effect: number | null, low = 0, high = 0) =>
    ({ ...none, kind: 'ratio', effect, interval: { low, high } }) as const;

  test.each([
    [difference(2.594), '+2.59'],
    [difference(-0.5), '-0.50'],
    [difference(0), '0.00'],
    [ratio(0.65912), '× 0.659'],
    [ratio(14.2349), '× 14.2'],
    [difference(null), '–'],
    [ratio(null), '–'],
  ])('are shown with a sign or a cross: %j as %s', (effect, shown) => {
    expect(shownEffect(effect)).toBe(shown);
  });

  test.each([
    [difference(1, -0.441, 0.889), '[-0.44, +0.89]'],
    [ratio(1, 0.91, 1.2345), '[0.910, 1.23]'],
    [{ ...difference(1), interval: null }, '–'],
  ])('have intervals in the same unit: %j as %s', (effect, shown) => {
    expect(shownInterval(effect)).toBe(shown);
  });
});

describe('shownCount', () => {
  test.each([
    [[3, 3], 3, '3'],
    [[2, 2], 3, '2 of 3'],
    [[2, 3], 3, '2–3 of 3'],
    [[0], 1, '0 of 1'],
  ])('of %j seeds of %d is %s', (counts, total, shown) => {
    expect(shownCount(counts, total)).toBe(shown);
  });
});
