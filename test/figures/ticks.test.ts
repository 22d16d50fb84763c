import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitsOf, linearTicks, logTicks } from '../../src/figures/ticks.ts';

describe('a linear axis', () => {
  test.each([
    ['round distances', 1000, 5000, 5, false, [1000, 2000, 3000, 4000, 5000]],
    ['fewer of them than would fill it', 500, 4000, 5, true, [1000, 2000, 3000, 4000]],
    ['whole numbers only where asked for', 1, 2, 5, true, [1, 2]],
    ['fractions elsewhere', 0, 1, 5, false, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    ['no rounding errors', 0, 0.3, 5, false, [0, 0.1, 0.2, 0.3]],
    ['one value', 7, 7, 5, true, [7]],
    ['nothing', Infinity, -Infinity, 5, true, []],
  ] as const)('has ticks at %s', (_, low, high, most, whole, ticks) => {
    const found = linearTicks(low, high, Math.max(most, ticks.length), whole);
    expect(found).toEqual(ticks);
  });

  test('has whole ticks in the range, as many as fit, whatever the steps', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 1e6 }), (low, length) => {
        const ticks = linearTicks(low, low + length, 5, true);
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(5);
        for (const tick of ticks) {
          expect(Number.isInteger(tick)).toBe(true);
          expect(tick >= low && tick <= low + length).toBe(true);
        }
      }),
    );
  });
});

describe('a logarithmic axis', () => {
  test.each([
    ['powers of ten', 3e-5, 2e-2, [1e-4, 1e-3, 1e-2]],
    ['with doubles and fivefolds where there are few', 8e-4, 6e-3, [1e-3, 2e-3, 5e-3]],
    ['with all multiples where there are fewer', 2.5e-3, 6e-3, [3e-3, 4e-3, 5e-3, 6e-3]],
    [
      'round numbers within less',
      3.1e-3,
      3.7e-3,
      [3.1e-3, 3.2e-3, 3.3e-3, 3.4e-3, 3.5e-3, 3.6e-3, 3.7e-3],
    ],
    ['its only value', 3.1e-3, 3.1e-3, [3.1e-3]],
    ['nothing without values', Infinity, -Infinity, []],
  ] as const)('has ticks at %s', (_, low, high, ticks) => {
    expect(logTicks(low, high)).toEqual(ticks);
  });

  test('has at least two ticks, which its labels tell apart, however short it is', () => {
    const value = fc.double({ min: 1e-9, max: 1e3, noNaN: true });
    const factor = fc.double({ min: 1.0001, max: 10, noNaN: true });
    fc.assert(
      fc.property(value, factor, (low, times) => {
        const ticks = logTicks(low, low * times);
        expect(ticks.length).toBeGreaterThan(1);
        const labels = ticks.map((tick) => tick.toExponential(digitsOf(ticks)));
        expect(new Set(labels).size).toBe(ticks.length);
      }),
    );
  });
});
