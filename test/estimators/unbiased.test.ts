import { describe, expect, test } from 'vitest';
import { simultaneousThreshold } from '../../src/core/statistics.ts';
import type { Estimator } from '../../src/estimators/contract.ts';
import { randomProblem } from '../../src/estimators/problem.ts';
import { estimators } from '../../src/estimators/table.ts';
import { verifyEstimator } from '../../src/estimators/verify.ts';
import { backendFor } from '../support/backends.ts';
import { problemOf, problems } from '../support/problems.ts';

const backend = await backendFor('wasm');

/** Probability that this whole file passes when every estimator is unbiased. */
const CONFIDENCE = 0.999;

const table: readonly Estimator[] = Object.values(estimators);

const cases = table.flatMap((estimator) =>
  problems
    .filter(({ categories }) => (estimator.categories ?? categories) === categories)
    // A biased estimator must be so somewhere, and not for two categories.
    .filter(({ categories }) => estimator.unbiased || categories === 2)
    .map((problem) => ({ estimator, problem })),
);

const comparisons = cases.reduce(
  (sum, { problem: { variables, categories } }) => sum + variables * categories,
  0,
);
const threshold = simultaneousThreshold(CONFIDENCE, comparisons);

/** `exact` has no variance: a handful of draws shows it all. */
const drawsFor = (estimator: Estimator) => (estimator.name === 'exact' ? 50 : 12_000);

describe.each(table.map((estimator) => [estimator.name, estimator] as const))(
  '%s',
  (name, estimator) => {
    const own = cases.filter((each) => each.estimator === estimator);
    const dimensions = new Set(
      own.map(({ problem }) => `C = ${problem.categories}, V = ${problem.variables}`),
    );

    test.each([...dimensions])('has the enumerated gradient as its mean at %s', async (at) => {
      for (const { problem } of own) {
        if (`C = ${problem.categories}, V = ${problem.variables}` !== at) continue;
        const draws = drawsFor(estimator);
        const result = await verifyEstimator(estimator, problem, backend, {
          seed: 11,
          draws,
          batch: 4000,
        });
        expect(result.worst, `${name}, ${problem.name}`).toBeLessThan(threshold);
      }
    });
  },
);

describe('the same comparison', () => {
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
