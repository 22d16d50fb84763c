import { describe, expect, test } from 'vitest';
import { estimators } from '../../src/estimators/built-in.ts';
import {
  ExactGradients,
  squaredBias,
  squaredGradient,
} from '../support/comparisons/exact-gradients.ts';
import type { EnumerableLabel } from '../support/comparisons/exact-gradients.ts';
import { compareTiny } from '../support/comparisons/tiny-comparison.ts';
import { inFloat64, tinyParameters } from '../support/training/tiny-model.ts';

const exact = new ExactGradients(inFloat64(tinyParameters(1)));

const isIn = (value: number, { low, high }: { low: number; high: number }): boolean =>
  low <= value && value <= high;

describe('a comparison against enumeration', () => {
  const labels: EnumerableLabel[] = [
    ...(['reinforce:n=1', 'reinforce:n=2', 'reinforce-loo:n=2', 'reinforce-loo:n=3'] as const),
    ...(['local-expectation', 'straight-through', 'reinmax'] as const),
  ];

  test('gives the exact variance, bias and gradient of seven estimators', async () => {
    const { images, compared, gradientSquared } = await compareTiny(labels, {
      draws: 2000,
      reference_draws: 2000,
    });
    for (const label of labels) {
      const moments = exact.ofBatch(label, images);
      const { parts } = compared[label]!.result;
      const whole = parts.find(({ part }) => part === 'encoder')!;
      const logits = parts.find(({ part }) => part === 'logits')!;
      // Twice the half-width of a 95 % interval is about four standard errors.
      const wide = ({ value, low, high }: typeof whole.variance) => ({
        // Estimates of a squared bias lie below their interval, which starts at 0, at times.
        low: Math.min(low, value - 2 * (value - low)),
        high: value + 2 * (high - value),
      });
      expect([label, isIn(moments.variance, wide(whole.variance))]).toEqual([label, true]);
      expect([label, isIn(moments.variableVariance, wide(logits.variance))]).toEqual([label, true]);
      expect([label, isIn(squaredBias(moments), wide(whole.bias_squared))]).toEqual([label, true]);
      expect(Math.abs(gradientSquared / squaredGradient(moments) - 1)).toBeLessThan(0.1);
      const { unbiased } = estimators[label.split(':')[0] as keyof typeof estimators];
      expect([label, whole.bias_found]).toEqual([label, !unbiased]);
      // Narrow enough to say something.
      expect((whole.variance.high - whole.variance.low) / moments.variance).toBeLessThan(0.3);
    }
  });
});
