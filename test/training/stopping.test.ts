import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { plateauIn, plateauText } from '../../src/training/stopping.ts';

const rowsOf = (bounds: readonly number[], every = 10) =>
  bounds.map((bound, at) => ({ step: (at + 1) * every, test_bound: bound }));

function plateau(bounds: readonly number[], patience: number | null, minImprovement = 0) {
  const length = { steps: 1000, evaluation: { every: 10 }, stopping: { patience, minImprovement } };
  return plateauIn(rowsOf(bounds), length);
}

describe('a plateau of the test bound', () => {
  test('is the first measurement after so many without an improvement', () => {
    const bounds = [-9, -8, -8.5, -8, -7, -7, -7.1, -7.2, -5];
    expect(plateau(bounds, 1)).toEqual({ step: 30, best: { step: 20, test_bound: -8 } });
    expect(plateau(bounds, 2)).toEqual({ step: 40, best: { step: 20, test_bound: -8 } });
    expect(plateau(bounds, 3)).toEqual({ step: 80, best: { step: 50, test_bound: -7 } });
    expect(plateau(bounds, 4)).toBeUndefined();
  });

  test('counts from the best, which has to be exceeded by the least improvement', () => {
    // Steps of 0.4: the second one is 0.8 above the best.
    const rising = [-9, -8.6, -8.2, -7.8, -7.4];
    expect(plateau(rising, 1, 0.5)?.step).toBe(20);
    expect(plateau(rising, 2, 0.5)).toBeUndefined();
    expect(plateau(rising, 2, 1)?.step).toBe(30);
  });

  test('is never there without a patience, or without measurements', () => {
    expect(plateau([-1, -2, -3, -4], null)).toBeUndefined();
    expect(plateau([], 1)).toBeUndefined();
    expect(configSchema.parse({}).stopping).toEqual({ patience: null, minImprovement: 0 });
  });

  test('does not count the row after a last step that is not measured otherwise', () => {
    const rows = [...rowsOf([-3, -2]), { step: 25, test_bound: -9 }];
    const stopping = { patience: 1, minImprovement: 0 };
    expect(plateauIn(rows, { steps: 25, evaluation: { every: 10 }, stopping })).toBeUndefined();
  });

  test('is described in words', () => {
    const found = { step: 40, best: { step: 20, test_bound: -8 } };
    expect(plateauText(found, { patience: 2, minImprovement: 0 })).toBe(
      'stopped early: the test bound has not risen above -8.00 nats (step 20) in 2 measurements',
    );
    expect(plateauText(found, { patience: 1, minImprovement: 0.5 })).toMatch(
      /\(step 20\) by more than 0.5 in 1 measurement$/,
    );
  });
});

test.each([
  [{ patience: 0 }, 'must be a whole number of at least 1'],
  [{ minImprovement: -1 }, 'must be 0 or more'],
])('%j is refused', (stopping, message) => {
  expect(configSchema.safeParse({ stopping }).error?.issues[0]?.message).toBe(message);
});
