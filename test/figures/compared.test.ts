import { expect, test } from 'vitest';
import { comparedPoints, withoutVariance } from '../../src/figures/compared.ts';
import {
  crowdedComparison,
  syntheticComparison,
} from '../support/comparisons/synthetic-comparison.ts';

test('estimators of a comparison come by variance, those without any apart', () => {
  const points = comparedPoints(syntheticComparison, 'encoder');
  expect(points.map(({ label }) => label)).toEqual(['Mine & <others>', 'Gumbel-softmax', 'ARS+']);
  expect(withoutVariance(syntheticComparison, 'encoder')).toEqual(['Exact']);
  expect(comparedPoints(syntheticComparison, 'logits')).toEqual([]);
});

test('all of them look unlike, and have labels of their own, however long and alike titles are', () => {
  const twice = crowdedComparison.estimators.flatMap((one) => [
    one,
    { ...one, label: `${one.label}:n=5`, title: one.name < 'd' ? one.title : 'x'.repeat(300) },
  ]);
  const points = comparedPoints({ ...crowdedComparison, estimators: twice }, 'encoder');
  const looks = points.map(({ colour, merged, marker }) => `${colour} ${merged} ${marker}`);
  expect(new Set(points.map(({ label }) => label)).size).toBe(twice.length);
  expect(Math.max(...points.map(({ label }) => label.length))).toBeLessThan(50);
  expect(new Set(looks).size).toBe(twice.length);
});
