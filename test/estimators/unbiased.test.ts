import { expect, test } from 'vitest';
import { backendFor } from '../support/backends.ts';
import { biasCases, threshold } from '../support/estimators/bias-cases.ts';
import { sampleMany } from '../support/estimators/sample-many.ts';

const backend = await backendFor('onnx');

test.each(biasCases.map((each) => [each.title, each] as const))(
  '%s: the mean is the enumerated gradient',
  async (_, { estimator, problems, ...options }) => {
    // `exact` has no variance: a handful of draws shows it all.
    const draws = estimator.name === 'exact' ? 20 : 6000;
    const results = await sampleMany(estimator, problems, backend, { seed: 11, draws, ...options });
    for (const { problem, worst } of results) expect(worst, problem.name).toBeLessThan(threshold);
  },
);
