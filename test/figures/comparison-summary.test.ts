import { expect, test } from 'vitest';
import { comparisonSummary } from '../../src/figures/comparison-summary.ts';
import type { Comparison } from '../../src/run-files/comparison-file.ts';
import {
  syntheticComparison,
  syntheticTiming,
} from '../support/comparisons/synthetic-comparison.ts';

const summary = (comparison: Comparison, timing = syntheticTiming) =>
  comparisonSummary(comparison, timing, 'encoder').map((text) => text.replaceAll('\u00A0', ' '));

/** The synthetic comparison with some numbers of an estimator changed. */
const withPart = (label: string, more: object): Comparison => ({
  ...syntheticComparison,
  estimators: syntheticComparison.estimators.map((one) =>
    one.label === label ? { ...one, parts: one.parts.map((part) => ({ ...part, ...more })) } : one,
  ),
});

test('A summary says whose variance costs least, where bias was found, and whose means are best', () => {
  expect(summary(syntheticComparison)).toEqual([
    'Least variance for each evaluation of f: Mine & <others>.',
    // Mine was not timed: of the timed ones, one is unbiased and has a variance.
    'Least variance for each millisecond: Gumbel-softmax; of the unbiased ones, ARS+.',
    'Bias was found in Gumbel-softmax (76 %).',
    'Mean squared error of the mean of k gradients: least with Mine & <others>, whatever k.',
  ]);
});

test('Estimators that intervals do not tell apart share the lead', () => {
  // 2e-5 × 4 and 8e-6 × 10 evaluations, each ± 10 %.
  const tied = withPart('ars+', { variance: { value: 8e-6, low: 7.2e-6, high: 8.8e-6 } });
  expect(summary(tied)[0]).toMatch(
    /^Least variance for each evaluation of f: (Mine & <others> and ARS\+|ARS\+ and Mine & <others>) \(not told apart\)\.$/,
  );
});

test('A bias of an estimator that should have none is named first', () => {
  const wrong = withPart('ars+', {
    bias_found: true,
    relative_bias: { value: 0.08, low: 0.07, high: 0.09 },
  });
  expect(summary(wrong)[2]).toBe(
    'Bias was found in ARS+ (8.0 %), which should have none; and in Gumbel-softmax (76 %).',
  );
});

test('The best mean changes with the number of gradients', () => {
  const without = {
    ...syntheticComparison,
    estimators: syntheticComparison.estimators.filter(({ label }) => label !== 'mine'),
  };
  // ‖∇‖² = 4, so the squared bias of Gumbel-softmax is 0.76² · 4 = 2.31; 2.31 + 3.66/k = 177/k at k = 75.
  expect(summary(without).at(-1)).toBe(
    'Mean squared error of the mean of k gradients: least with Gumbel-softmax at first and ARS+ from k = 75 on.',
  );
});

test('Of a part that is not there nothing is said', () => {
  expect(comparisonSummary(syntheticComparison, syntheticTiming, 'logits')).toEqual([]);
});
