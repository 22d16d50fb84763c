import { describe, expect, test } from 'vitest';
import type { Estimator } from '../../src/estimators/contract.ts';
import { randomProblem } from '../../src/estimators/problem.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { verifyEstimator } from '../../src/estimators/verify.ts';
import { backendFor } from '../support/backends.ts';
import { threshold } from '../support/estimators/bias-cases.ts';
import { problemOf } from '../support/estimators/problems.ts';

const backend = await backendFor('onnx');

describe('the comparison of unbiased.test.ts', () => {
  // The published estimator is biased over random pairs (j, l), not only given one of them. Problems
  // and draws are such that its bias is several thresholds; ars+ is the control.
  test.each([
    ['ars+published', 3, 1, 0, 200_000, true],
    ['ars+published', 3, 2, 1, 400_000, true],
    ['ars+published', 4, 1, 0, 400_000, true],
    ['ars+', 3, 1, 0, 200_000, false],
    ['ars+', 3, 2, 1, 400_000, false],
    ['ars+', 4, 1, 0, 400_000, false],
  ] as const)(
    'of %s at C = %i, V = %i, problem %i, over %i draws finds a bias: %s',
    async (name, categories, variables, seed, draws, biased) => {
      const problem = randomProblem(seed, variables, categories);
      const options = { seed: 5, draws };
      const { worst } = await verifyEstimator(estimators[name], problem, backend, options);
      if (biased) expect(worst).toBeGreaterThan(threshold);
      else expect(worst).toBeLessThan(threshold);
    },
  );

  test('finds the bias of ars+published that integration over its intervals gives', async () => {
    // docs/estimators.md, "The average over the pairs": φ = (0, 0, log 2) and f = (0, 0, 1).
    const problem = {
      name: 'one variable',
      variables: 1,
      categories: 3,
      logits: [0, 0, Math.log(2)],
      table: [0, 0, 1],
    };
    const options = { seed: 7, draws: 400_000 };
    const { 'ars+published': published } = estimators;
    const result = await verifyEstimator(published, problem, backend, options);
    const bias = [1 / 360, 1 / 360, -1 / 180];
    expect(result.worst).toBeGreaterThan(threshold);
    bias.forEach((expected, at) => {
      const deviation = result.mean[at]! - result.exact[at]! - expected;
      expect(Math.abs(deviation / result.standardError[at]!)).toBeLessThan(threshold);
    });
  });

  test('finds an estimator that drops a term of the score to be biased', async () => {
    const { ars } = estimators;
    const broken: Estimator = {
      ...ars,
      gradient: (inputs) => {
        const { gradient } = ars.gradient(inputs);
        return { gradient: gradient.mul(1.05) };
      },
    };
    const problem = problemOf(3, 2, 'uniform', 'linear');
    const { worst } = await verifyEstimator(broken, problem, backend, { seed: 11, draws: 80_000 });
    expect(worst).toBeGreaterThan(threshold);
  });
});
