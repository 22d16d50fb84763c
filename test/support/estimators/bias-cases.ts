import { simultaneousThreshold } from '../../../src/core/statistics.ts';
import type { Estimator } from '../../../src/estimators/contract.ts';
import { estimators } from '../../../src/estimators/built-in.ts';
import { problems } from './problems.ts';

/** Probability that all cases pass when every estimator is unbiased. */
const CONFIDENCE = 0.999;

/** All estimators of the table. */
export const estimatorList: readonly Estimator[] = Object.values(estimators);

/** Every estimator on every problem where it must be unbiased. */
export const biasCases = estimatorList.flatMap((estimator) =>
  problems
    .filter(({ categories }) => (estimator.categories ?? categories) === categories)
    // A biased estimator must be so somewhere, and not for two categories.
    .filter(({ categories }) => estimator.unbiased || categories === 2)
    .map((problem) => ({ estimator, problem })),
);

const comparisons = biasCases.reduce(
  (sum, { problem: { variables, categories } }) => sum + variables * categories,
  0,
);
/** What the largest deviation of all cases together stays below. */
export const threshold = simultaneousThreshold(CONFIDENCE, comparisons);
