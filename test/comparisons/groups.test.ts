import { mean, sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { GROUPS, gramOf, meanSquare } from '../../src/comparisons/groups.ts';
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

describe.each([0, 2])('the square of a mean of %d in every component', (centre) => {
  const part = { name: 'all', start: 0, length: LENGTH, scale: 1 };
  const all = Array.from({ length: REPETITIONS }, (_, seed) =>
    meanSquare(gramOf(vectorsAround(centre, seed), part)),
  );
  const values = all.map(({ value }) => value);

  test('is estimated without bias, the noise taken off', () => {
    const error = Math.sqrt(sampleVariance(values) / REPETITIONS);
    expect(Math.abs(mean(values) - LENGTH * centre ** 2)).toBeLessThan(4 * error);
  });

  test('has the error that its estimates have', () => {
    const claimed = mean(all.map(({ squaredError }) => squaredError));
    // Where the mean is 0, terms that are cut off at 0 make it too large: intervals are wide, not narrow.
    expect(claimed / sampleVariance(values)).toBeGreaterThan(0.9);
    expect(claimed / sampleVariance(values)).toBeLessThan(centre === 0 ? 1.9 : 1.15);
  });
});
