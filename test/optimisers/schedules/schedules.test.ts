import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSchedule, schedules } from '../../../src/optimisers/schedules/table.ts';
import type { ScheduleName } from '../../../src/optimisers/schedules/table.ts';
import { issuesOf } from '../../config/issues.ts';

const names = Object.keys(schedules) as ScheduleName[];

/** The factors of a run's steps. */
function factors(settings: Parameters<typeof createSchedule>[0], steps: number): number[] {
  const schedule = createSchedule(settings, steps)!;
  return Array.from({ length: steps }, (_, at) => schedule(at + 1));
}

function expectCloseTo(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, at) => {
    expect(value, String(at)).toBeCloseTo(expected[at]!, 12);
  });
}

describe.each(names)('%s', (name) => {
  const settings = { ...z.object(schedules[name].settings).parse({}), name };

  test('describes itself, and gives every setting a default and a description', () => {
    expect(schedules[name].summary).toMatch(/\S/);
    for (const [key, setting] of Object.entries<z.ZodType>(schedules[name].settings)) {
      expect(setting.def.type, key).toBe('default');
      expect(setting.description, key).toMatch(/\S/);
    }
  });

  test('begins with the learning rates as they are set, and never has more', () => {
    const schedule = createSchedule(settings, 1000);
    if (schedule === undefined) return;
    expect(schedule(1)).toBe(1);
    for (let step = 1; step <= 1000; step += 1) {
      expect(schedule(step)).toBeGreaterThanOrEqual(0);
      expect(schedule(step)).toBeLessThanOrEqual(1);
    }
  });
});

test('constant changes nothing, and needs no input', () => {
  expect(createSchedule({ name: 'constant' }, 10)).toBeUndefined();
});

describe('cosine', () => {
  test('has the values of its closed form', () => {
    // cos of 0, 45, 90 and 135 degrees.
    const half = Math.SQRT1_2;
    const settings = { name: 'cosine', finalFraction: 0, warmupSteps: 0 } as const;
    expectCloseTo(factors(settings, 4), [1, (1 + half) / 2, 1 / 2, (1 - half) / 2]);
  });

  test('falls to the final fraction', () => {
    const settings = { name: 'cosine', finalFraction: 0.2, warmupSteps: 0 } as const;
    expectCloseTo(factors(settings, 2), [1, 0.6]);
    // The step after the last would have it.
    expect(createSchedule(settings, 1000)!(1001)).toBeCloseTo(0.2, 12);
  });

  test('rises linearly during the warm-up, and the cosine takes the rest of the run', () => {
    const settings = { name: 'cosine', finalFraction: 0, warmupSteps: 3 } as const;
    expectCloseTo(factors(settings, 5), [1 / 4, 2 / 4, 3 / 4, 1, 1 / 2]);
  });

  test('needs a step after the warm-up', () => {
    const settings = { name: 'cosine', finalFraction: 0, warmupSteps: 5 } as const;
    expect(issuesOf(() => createSchedule(settings, 5))).toEqual([
      {
        path: 'optimiser.schedule.warmupSteps',
        message: 'is 5; must be less than steps, which is 5',
      },
    ]);
  });
});

test('step multiplies by the factor after every so many steps', () => {
  const settings = { name: 'step', every: 2, factor: 0.5 } as const;
  expectCloseTo(factors(settings, 5), [1, 1, 0.5, 0.5, 0.25]);
});
