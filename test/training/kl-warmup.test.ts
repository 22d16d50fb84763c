import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { klWarmup } from '../../src/training/kl-warmup.ts';

test('there is no weight without a warm-up', () => {
  expect(klWarmup(configSchema.parse({}).objective)).toBeUndefined();
});

test('the weight rises linearly from the first step on, and is 1 after the last of the warm-up', () => {
  const weight = klWarmup({ klWarmupSteps: 4, klWeightStart: 0.2 })!;
  // 0.2 + 0.8 (t − 1) / 4.
  [0.2, 0.4, 0.6, 0.8].forEach((expected, at) => {
    expect(weight(at + 1)).toBeCloseTo(expected, 12);
  });
  expect([weight(5), weight(6), weight(1e6)]).toEqual([1, 1, 1]);
  expect(klWarmup({ klWarmupSteps: 1, klWeightStart: 0 })!(1)).toBe(0);
});

test.each([
  [{ klWarmupSteps: -1 }, 'must be a whole number of at least 0'],
  [{ klWarmupSteps: 1.5 }, 'must be a whole number of at least 0'],
  [{ klWeightStart: 1.1 }, 'must be in [0, 1]'],
])('%j is refused', (objective, message) => {
  expect(configSchema.safeParse({ objective }).error?.issues[0]?.message).toBe(message);
});

test.each([0, -1, 'much'])('a norm of %j to clip to is refused', (clipNorm) => {
  const { error } = configSchema.safeParse({ optimiser: { clipNorm } });
  expect(error?.issues[0]?.message).toMatch(/must be (more than 0|a finite number)/);
});
