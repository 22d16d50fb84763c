import { mean, sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { gramOf } from '../../src/comparisons/gram.ts';
import { GROUPS } from '../../src/comparisons/groups.ts';
import {
  isBeyondNoise,
  squaredNorm,
  squaredNormInterval,
} from '../../src/comparisons/squared-norm.ts';
import { RandomStream } from '../../src/core/random.ts';

const LENGTH = 8;
const REPETITIONS = 2000;

/** Skewed vectors, independent, with this mean in every component. */
function vectorsAround(centre: number, seed: number): Float32Array[] {
  const stream = new RandomStream(seed, 'compare', 'test');
  return Array.from({ length: GROUPS }, () =>
    Float32Array.from(
      { length: LENGTH },
      (_, at) => centre - (at + 1) * (1 + Math.log(stream.uniform())),
    ),
  );
}

describe.each([0, 1, 2, 5])('the square of a mean of %d in every component', (centre) => {
  const part = { name: 'all', start: 0, length: LENGTH, scale: 1 };
  const all = Array.from({ length: REPETITIONS }, (_, seed) =>
    squaredNorm(gramOf(vectorsAround(centre, seed), part)),
  );
  const values = all.map(({ value }) => value);
  const exact = LENGTH * centre ** 2;

  test('is estimated without bias, the noise taken off', () => {
    const error = Math.sqrt(sampleVariance(values) / REPETITIONS);
    expect(Math.abs(mean(values) - exact)).toBeLessThan(4 * error);
  });

  test('has an interval from 0 on that holds it in about 95 %, and is never empty', () => {
    const intervals = all.map((norm) => squaredNormInterval(norm));
    const holding = intervals.filter(({ low, high }) => low <= exact && exact <= high);
    expect(holding.length / REPETITIONS).toBeGreaterThan(0.93);
    // More where the mean is as large as its noise, and noise and mean have other directions.
    expect(holding.length / REPETITIONS).toBeLessThan(0.985);
    expect(intervals.every(({ low, high }) => low >= 0 && high > low)).toBe(true);
  });

  test('is told from 0 seldom if it is 0', () => {
    const found = all.filter((norm) => isBeyondNoise(norm, 0.01)).length / REPETITIONS;
    // By more than 4 standard errors of such a share.
    if (centre === 0) expect(found).toBeLessThan(0.02);
    if (centre === 5) expect(found).toBe(1);
  });
});

test('A mean without noise is its own interval', () => {
  const vectors = Array.from({ length: GROUPS }, () => Float32Array.of(3, 4));
  const norm = squaredNorm(gramOf(vectors, { name: 'all', start: 0, length: 2, scale: 1 }));
  expect(squaredNormInterval(norm)).toEqual({ value: 25, low: 25, high: 25 });
  expect(isBeyondNoise(norm, 0.001)).toBe(true);
});
