import { describe, expect, test } from 'vitest';
import { enumeratedGradient } from '../../src/estimators/problem.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { relativeError, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { dimensionsFor, estimate, noiseFor } from '../support/estimators/estimate.ts';
import { problemOf } from '../support/estimators/problems.ts';

/** One variable with uniform logits: sample s takes category floor(3 u), and p is 1/3. */
const problem = { ...problemOf(3, 1, 'uniform', 'random'), table: [2, -1, 0.5] };
const uniforms = [0.1, 0.5, 0.9, 0.2];
const drawn = [0, 1, 2, 0];
const dimensions = dimensionsFor(problem, 1, drawn.length);
const noise = { samples: shaped([drawn.length, 1, 1], uniforms) };

/** (1/S) Σ_s w_s (e_{z_s} − p). */
function weighted(weights: readonly number[]): number[] {
  return [0, 1, 2].map(
    (category) =>
      drawn.reduce((sum, z, s) => sum + weights[s]! * ((z === category ? 1 : 0) - 1 / 3), 0) /
      drawn.length,
  );
}

const values = drawn.map((category) => problem.table[category]!);

describe.each(testedBackends)('on %s', (name) => {
  test('reinforce weights the score with f', async () => {
    const backend = await backendFor(name);
    const { gradient } = await estimate(backend, estimators.reinforce, problem, dimensions, noise);
    expect(relativeError(gradient!, weighted(values))).toBeLessThan(1e-6);
  });

  test('reinforce-loo subtracts the mean of the other samples', async () => {
    const backend = await backendFor(name);
    const { 'reinforce-loo': loo } = estimators;
    const { gradient } = await estimate(backend, loo, problem, dimensions, noise);
    const weights = values.map((value, s) => {
      const others = values.filter((_, other) => other !== s);
      return value - others.reduce((sum, each) => sum + each, 0) / others.length;
    });
    expect(relativeError(gradient!, weighted(weights))).toBeLessThan(1e-6);
  });

  test('the running mean covers earlier steps only and starts without bias', async () => {
    const backend = await backendFor(name);
    const { 'reinforce+baseline': estimator } = estimators;
    const run = async (state?: Record<string, ReturnType<typeof shaped>>) =>
      estimate(backend, estimator, problem, dimensions, noise, state);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;

    const first = await run();
    expect(relativeError(first.gradient!, weighted(values))).toBeLessThan(1e-6);

    const second = await run({
      sum: shaped([], first['state/sum']!),
      weight: shaped([], first['state/weight']!),
    });
    // After one step the debiased mean is that step's mean.
    const weights = values.map((value) => value - mean);
    expect(relativeError(second.gradient!, weighted(weights))).toBeLessThan(1e-5);

    // Two steps with means a and b: (0.99 a + b) / 1.99.
    const third = await run({
      sum: shaped([], [0.99 * 0.01 * 7 + 0.01 * 3]),
      weight: shaped([], [0.0199]),
    });
    const debiased = (0.99 * 7 + 3) / 1.99;
    const expected = weighted(values.map((value) => value - debiased));
    expect(relativeError(third.gradient!, expected)).toBeLessThan(1e-5);
  });

  test('exact sums in chunks to the enumerated gradient', async () => {
    const backend = await backendFor(name);
    const large = problemOf(3, 3, 'skewed', 'random');
    // 2^14 rows at once: 27 configurations of 5,000 datapoints make 9 chunks.
    const wide = dimensionsFor(large, 5000);
    const { exact } = estimators;
    const { gradient } = await estimate(backend, exact, large, wide, noiseFor(exact, wide));
    const first = gradient!.slice(0, 9);
    expect(relativeError(first, enumeratedGradient(large))).toBeLessThan(1e-5);
    // Every datapoint has the same logits; rows may differ in their last bits.
    const repeated = gradient!.map((_, at) => first[at % 9]!);
    expect(relativeError(gradient!, repeated)).toBeLessThan(1e-6);
  });
});
