import { expect, test } from 'vitest';
import type { Estimator } from '../../src/estimators/contract.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { sampleGradient } from '../../src/estimators/verify.ts';
import { backendFor } from '../support/backends.ts';
import type { LogitKind } from '../support/estimators/problems.ts';
import { problemOf } from '../support/estimators/problems.ts';

const backend = await backendFor('onnx');

/** Sum of the variances of all components of one estimate. */
async function totalVariance(
  estimator: Estimator,
  categories: number,
  samples: number,
  logits: LogitKind = 'uniform',
) {
  const problem = problemOf(categories, 3, logits, 'random');
  const options = { seed: 3, draws: 24_000, batch: 6000, samples };
  const { variance } = await sampleGradient(estimator, problem, backend, options);
  return variance.reduce((sum, value) => sum + value, 0);
}

// The standard error of a variance from 24,000 draws is about 1 % to 2 %; margins are 10 %.
test('variance falls from ars to ars+ to reinforce-loo with as many samples, five categories', async () => {
  const ars = await totalVariance(estimators.ars, 5, 1);
  const arsPlus = await totalVariance(estimators['ars+'], 5, 1);
  const loo = await totalVariance(estimators['reinforce-loo'], 5, 5);
  expect(arsPlus).toBeLessThan(0.9 * ars);
  expect(loo).toBeLessThan(0.9 * arsPlus);
});

// The draws are paired, so that a margin of 2 % is no matter of chance. With uniform logits no swap leaves all winners as they are, and arsm+ is arsm.
test('variance falls from arsm to arsm+, five categories, skewed logits', async () => {
  const arsm = await totalVariance(estimators.arsm, 5, 1, 'skewed');
  const arsmPlus = await totalVariance(estimators['arsm+'], 5, 1, 'skewed');
  expect(arsmPlus).toBeLessThan(0.98 * arsm);
});

test('variance falls from arm to ars+ = disarm, and below reinforce-loo, two categories', async () => {
  const arm = await totalVariance(estimators.arm, 2, 1);
  const disarm = await totalVariance(estimators.disarm, 2, 1);
  const arsPlus = await totalVariance(estimators['ars+'], 2, 1);
  const loo = await totalVariance(estimators['reinforce-loo'], 2, 2);
  expect(disarm).toBeLessThan(0.95 * arm);
  expect(arsPlus / disarm).toBeGreaterThan(0.95);
  expect(arsPlus / disarm).toBeLessThan(1.05);
  expect(arsPlus).toBeLessThan(0.9 * loo);
});

test('more samples lower the variance of reinforce-loo in proportion', async () => {
  const few = await totalVariance(estimators['reinforce-loo'], 3, 4);
  const many = await totalVariance(estimators['reinforce-loo'], 3, 16);
  // (A + B / (n − 1)) / n: at least 16 / 4, and at most 20 when B alone counts.
  expect(few / many).toBeGreaterThan(0.95 * 4);
  expect(few / many).toBeLessThan(20);
});
