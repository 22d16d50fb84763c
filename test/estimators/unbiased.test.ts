import { describe, expect, test } from 'vitest';
import type { Estimator } from '../../src/estimators/contract.ts';
import { verifyEstimator } from '../../src/estimators/verify.ts';
import { backendFor } from '../support/backends.ts';
import { biasCases, estimatorList, threshold } from '../support/estimators/bias-cases.ts';

const backend = await backendFor('onnx');

/** `exact` has no variance: a handful of draws shows it all. */
const drawsFor = (estimator: Estimator) => (estimator.name === 'exact' ? 50 : 24_000);

describe.each(estimatorList.map((estimator) => [estimator.name, estimator] as const))(
  '%s',
  (name, estimator) => {
    const own = biasCases.filter((each) => each.estimator === estimator);
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
          batch: 12_000,
        });
        expect(result.worst, `${name}, ${problem.name}`).toBeLessThan(threshold);
      }
    });
  },
);
