import { assert, integer, option, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { fittingSteps, Pace } from '../../src/training/pace.ts';
import { STEPS_AT_ONCE } from '../../src/training/limits.ts';

/** A pace that knows steps to take so many seconds; undefined before the first. */
function paceOf(
  { steps, every, everySteps }: { steps: number; every: number; everySteps: number | null },
  secondsPerStep?: number,
): Pace {
  const pace = new Pace(
    configSchema.parse({ steps, evaluation: { every } }),
    (step) => everySteps !== null && everySteps > 0 && step % everySteps === 0,
  );
  if (secondsPerStep !== undefined) pace.took(secondsPerStep);
  return pace;
}

/** The numbers of steps of the groups that a whole run is taken in. */
function groups(steps: number, pace: Pace): number[] {
  const counts: number[] = [];
  for (let step = 0; step < steps; step += counts.at(-1)!) counts.push(pace.count(step));
  return counts;
}

describe('steps that are taken at once', () => {
  test.each([
    // A quarter of a second, in whole steps; ten at most.
    { seconds: 0.125, fitting: 2 },
    { seconds: 0.1, fitting: 2 },
    { seconds: 0.25, fitting: 1 },
    { seconds: 3, fitting: 1 },
    { seconds: 0.025, fitting: 10 },
    { seconds: 0.0001, fitting: 10 },
    { seconds: 0, fitting: 10 },
    { seconds: Infinity, fitting: 1 },
  ])('are $fitting of $seconds s', ({ seconds, fitting }) => {
    expect(fittingSteps(seconds)).toBe(fitting);
  });

  test('are one before it is known how long they take', () => {
    expect(paceOf({ steps: 100, every: 50, everySteps: null }).count(0)).toBe(1);
  });

  test('end where something is due', () => {
    const limits = { steps: 33, every: 12, everySteps: 15 };
    // Measurements after 12 and 24, checkpoints after 15 and 30, the end after 33.
    expect(groups(33, paceOf(limits, 0.001))).toEqual([10, 2, 3, 9, 6, 3]);
    expect(groups(33, paceOf({ ...limits, everySteps: 0 }, 0.001))).toEqual([10, 2, 10, 2, 9]);
    expect(groups(33, paceOf({ ...limits, everySteps: null }, 0.001))).toEqual([10, 2, 10, 2, 9]);
  });

  test('are between 1 and 10, and pass nothing that is due, for any run at any speed', () => {
    const cases = record({
      steps: integer({ min: 1, max: 400 }),
      every: integer({ min: 1, max: 60 }),
      everySteps: option(integer({ min: 0, max: 60 })),
      // Microseconds to seconds per step.
      exponent: integer({ min: -6, max: 1 }),
      factor: integer({ min: 1, max: 9 }),
    });
    assert(
      property(cases, ({ exponent, factor, ...limits }) => {
        const { steps, every, everySteps } = limits;
        const pace = paceOf(limits, factor * 10 ** exponent);
        const counts = groups(steps, pace);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(steps);
        let step = 0;
        for (const count of counts) {
          expect(Number.isInteger(count)).toBe(true);
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(STEPS_AT_ONCE);
          for (let passed = step + 1; passed < step + count; passed += 1) {
            expect(passed % every).not.toBe(0);
            if (everySteps !== null && everySteps > 0) expect(passed % everySteps).not.toBe(0);
          }
          step += count;
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
