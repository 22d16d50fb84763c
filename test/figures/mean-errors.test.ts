import { expect, test } from 'vitest';
import { winners } from '../../src/figures/mean-errors.ts';

const error = (label: string, squaredBias: number, variance: number) => ({
  label,
  squaredBias,
  variance,
});

test('the least mean squared error is that of every k, by trying them', () => {
  const errors = [
    error('biased', 4, 1),
    error('less biased', 1, 40),
    error('unbiased', 0, 1000),
    error('worse than it', 0, 1001),
    error('never the best', 3, 200),
  ];
  const found = winners(errors);
  // 4 + 1/k = 1 + 40/k at k = 13, and 1 + 40/k = 1000/k at k = 960.
  expect(found.map(({ label }) => label)).toEqual(['biased', 'less biased', 'unbiased']);
  expect(found.map(({ from }) => from)).toEqual([1, expect.closeTo(13), expect.closeTo(960)]);
  for (let k = 1; k < 2000; k += 1) {
    const least = errors.toSorted(
      (one, other) => one.squaredBias + one.variance / k - (other.squaredBias + other.variance / k),
    )[0];
    const winner = found.findLast(({ from }) => from <= k + 1e-9);
    const at = errors.find(({ label }) => label === winner?.label);
    expect(at!.squaredBias + at!.variance / k).toBeCloseTo(
      least!.squaredBias + least!.variance / k,
      9,
    );
  }
});

test('one that has the least of both wins everywhere, and nobody wins among none', () => {
  expect(winners([error('a', 1, 2), error('b', 0, 1)])).toEqual([{ label: 'b', from: 1 }]);
  expect(winners([])).toEqual([]);
});
