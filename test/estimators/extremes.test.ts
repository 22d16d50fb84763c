import { describe, expect, test } from 'vitest';
import { estimators } from '../../src/estimators/built-in.ts';
import type { Estimator } from '../../src/estimators/contract.ts';
import type { Problem } from '../../src/estimators/problem.ts';
import { RandomStream } from '../../src/core/random.ts';
import { backendFor } from '../support/backends.ts';
import { dimensionsFor, estimate, noiseFor } from '../support/estimators/estimate.ts';
import { withSettings } from '../support/estimators/with-settings.ts';

/** Logits of ±50 by turns, or close to them. */
function extremeProblem(categories: number, variables: number): Problem {
  const stream = new RandomStream(7, 'init', categories);
  return {
    name: 'extreme logits',
    variables,
    categories,
    logits: Array.from(
      { length: categories * variables },
      (_, at) => (at % 3 === 0 ? 50 : -50) + stream.uniform(),
    ),
    table: Array.from({ length: categories ** variables }, () => 4 * stream.uniform() - 2),
  };
}

/** With a low temperature, where it has one. */
function cold(estimator: Estimator): Estimator {
  if (estimator.settings?.shape.temperature === undefined) return estimator;
  return withSettings(estimator, { temperature: 0.05 });
}

const general = Object.values(estimators).filter(({ categories }) => categories === undefined);

describe.each(general.map((estimator: Estimator) => [estimator.name, estimator] as const))(
  '%s',
  (title, estimator) => {
    test.each([
      [3, 2],
      [100, 1],
    ])('gives finite numbers for logits of ±50, C = %i, V = %i', async (categories, variables) => {
      const problem = extremeProblem(categories, variables);
      // ARSM++ computes C³/2 numbers for each replica.
      const dimensions = dimensionsFor(problem, title === 'arsm++' ? 1 : 4);
      const own = cold(estimator);
      const backend = await backendFor('onnx');
      const outputs = await estimate(backend, own, problem, dimensions, noiseFor(own, dimensions));
      for (const [name, values] of Object.entries(outputs)) {
        expect(values.every(Number.isFinite), name).toBe(true);
      }
    });
  },
);
