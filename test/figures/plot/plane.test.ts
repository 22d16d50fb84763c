import { describe, expect, test } from 'vitest';
import { comparedPoints } from '../../../src/figures/compared.ts';
import { logAxis, pixelOf, valueAt } from '../../../src/figures/plot/log-axis.ts';
import { errorLines, placed, planeOf } from '../../../src/figures/plot/plane.ts';
import {
  crowdedComparison,
  syntheticComparison,
} from '../../support/comparisons/synthetic-comparison.ts';

describe('a logarithmic axis', () => {
  const axis = logAxis([2, 200, 0, -1], 220, [10, 10]);

  test('has its values between the margins, in equal pixels for equal factors', () => {
    expect(pixelOf(axis, 2)).toBeCloseTo(10, 9);
    expect(pixelOf(axis, 20)).toBeCloseTo(110, 9);
    expect(pixelOf(axis, 200)).toBeCloseTo(210, 9);
    expect(valueAt(axis, 110)).toBeCloseTo(20, 9);
  });

  test('puts a single value into the middle, and is there without any', () => {
    const single = logAxis([7], 100, [10, 10]);
    expect(pixelOf(single, 7)).toBeCloseTo(50, 9);
    expect(single.high / single.low).toBeGreaterThan(2);
    expect(logAxis([], 100, [0, 0])).toMatchObject({ low: 0.1, high: 10 });
  });
});

describe('the plane of bias and variance', () => {
  const points = comparedPoints(syntheticComparison, 'encoder');
  const plane = planeOf(points, 600, 400);
  const [mine, gumbel, ars] = points.map((point) => placed(point, plane));

  test('has a point at a bias that was found, with its interval in percent', () => {
    // Of the synthetic comparison: 0.76 ± 10 %.
    expect(gumbel).toMatchObject({ x: 3.66, y: 76 });
    expect(gumbel!.yLow).toBeCloseTo(68.4, 9);
    expect(gumbel!.yHigh).toBeCloseTo(83.6, 9);
    expect(gumbel!.xLow).toBeCloseTo(3.66 * 0.9, 9);
  });

  test('has a point at the upper limit of one that was not, with an arrow of 24 pixels down', () => {
    expect(ars).toMatchObject({ y: 8, yHigh: 8, found: false });
    expect(pixelOf(plane.y, 8) - pixelOf(plane.y, ars!.yLow)).toBeCloseTo(24, 9);
    // The lowest arrow is inside, too.
    expect(mine!.yLow).toBeGreaterThan(plane.y.low);
  });

  test('has lines on which the squared bias is the variance of a mean of k gradients', () => {
    // ‖∇‖ = 2 in the synthetic comparison.
    const lines = errorLines(plane, 2);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.length).toBeLessThanOrEqual(4);
    for (const { k, ends } of lines) {
      for (const { x, y } of ends) {
        expect(((2 * y) / 100) ** 2).toBeCloseTo(x / k, 9);
        expect(x).toBeGreaterThanOrEqual(plane.x.low * (1 - 1e-9));
        expect(x).toBeLessThanOrEqual(plane.x.high * (1 + 1e-9));
        expect(y).toBeGreaterThanOrEqual(plane.y.low * (1 - 1e-9));
        expect(y).toBeLessThanOrEqual(plane.y.high * (1 + 1e-9));
      }
    }
    expect(errorLines(plane, 0)).toEqual([]);
  });

  test('shows all of a crowd', () => {
    const crowd = comparedPoints(crowdedComparison, 'encoder');
    const { x, y } = planeOf(crowd, 600, 400);
    for (const point of crowd) {
      const { x: variance, yLow, yHigh } = placed(point, { x, y });
      expect(pixelOf(x, variance)).toBeGreaterThan(0);
      expect(pixelOf(x, variance)).toBeLessThan(600);
      expect(pixelOf(y, yLow)).toBeGreaterThan(0);
      expect(pixelOf(y, yHigh)).toBeLessThan(400);
    }
  });
});
