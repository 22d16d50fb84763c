import { expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { leastOf, ratioOf, varianceCosts } from '../../src/figures/variance-costs.ts';
import { NO_TIMING } from '../../src/run-files/comparison-file.ts';
import {
  syntheticComparison,
  syntheticTiming,
} from '../support/comparisons/synthetic-comparison.ts';

test('a variance costs its evaluations and its time, a derivative as much as it was measured to', () => {
  const costs = varianceCosts(syntheticComparison, syntheticTiming, 'encoder');
  const gumbel = costs.find(({ estimator }) => estimator.label === 'gumbel-softmax');
  // One evaluation and one derivative of 1.5 evaluations, 6 ms, a variance of 3.66 ± 10 %.
  expect(gumbel).toMatchObject({ work: 2.5, milliseconds: 6 });
  expect(gumbel!.perWork!.value).toBeCloseTo(9.15, 9);
  expect(gumbel!.perTime!.high).toBeCloseTo(3.66 * 1.1 * 6, 9);
  expect(leastOf(costs.map(({ perTime }) => perTime))).toBe(gumbel!.perTime);
});

test('without times nothing is known of derivatives', () => {
  const costs = varianceCosts(syntheticComparison, NO_TIMING, 'encoder');
  expect(costs.map(({ work }) => work)).toEqual([10, null, 4, 59_049]);
  expect(costs.map(({ perTime }) => perTime)).toEqual([null, null, null, null]);
});

test('the interval of a ratio holds the ratio in 95 of 100 repetitions', () => {
  const stream = new RandomStream(7, 'latent');
  const uniforms = stream.uniforms(4 * 4000);
  let at = 0;
  // Box and Muller 1958.
  const normal = () => {
    const [radius, angle] = [uniforms[at]!, uniforms[at + 1]!];
    at += 2;
    return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
  };
  const estimateOf = (value: number, error: number) => {
    const found = value * Math.exp(error * normal());
    const width = Math.exp(1.959964 * error);
    return { value: found, low: found / width, high: found * width };
  };
  const repetitions = 4000;
  const held = Array.from({ length: repetitions }, () => {
    const { low, high } = ratioOf(estimateOf(6, 0.1), estimateOf(2, 0.25));
    return low <= 3 && high >= 3;
  }).filter(Boolean).length;
  // On the logarithmic scale the interval is exact: four standard errors of a share of 95 %.
  const error = Math.sqrt((0.95 * 0.05) / repetitions);
  expect(Math.abs(held / repetitions - 0.95)).toBeLessThan(4 * error);
});
