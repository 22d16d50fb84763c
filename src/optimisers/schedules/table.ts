import type { z } from 'zod';
import { count, fraction, rate } from '../../core/fields.ts';
import { cosine } from './cosine.ts';
import type { Schedule } from './schedule.ts';
import { stepwise } from './stepwise.ts';

/** A schedule of the learning rates. */
interface ScheduleRow<Shape extends z.core.$ZodLooseShape> {
  /** One line: what distinguishes it. */
  readonly summary: string;
  /** Its own settings, each with a default and a description. */
  readonly settings: Shape;
  /** Whether the factor of a step depends on the steps of the run: a longer run then is another run from the start. */
  readonly followsSteps: boolean;
  /**
   * @param steps - of the run.
   * @returns undefined when the learning rates stay as they are.
   */
  readonly create: (settings: z.output<z.ZodObject<Shape>>, steps: number) => Schedule | undefined;
}

/** Has TypeScript compare a row's settings with what its code takes. */
const row = <Shape extends z.core.$ZodLooseShape>(one: ScheduleRow<Shape>) => one;

/** Every schedule by name. The configuration, its documentation and the tests derive from this table. */
export const schedules = {
  constant: row({
    summary: 'the learning rates stay as they are',
    settings: {},
    followsSteps: false,
    create: () => undefined,
  }),
  cosine: row({
    summary: 'half a cosine over the steps of the run, after a linear warm-up',
    settings: {
      finalFraction: fraction()
        .default(0)
        .describe('What is left of the learning rates at the end of the run.'),
      warmupSteps: count(0)
        .default(0)
        .describe('Steps in which the learning rates rise linearly first.')
        .meta({ unit: 'steps' }),
    },
    followsSteps: true,
    create: cosine,
  }),
  step: row({
    summary: 'the learning rates are multiplied by a factor every so many steps',
    settings: {
      every: count()
        .default(100_000)
        .describe('Steps after which the learning rates change.')
        .meta({ unit: 'steps' }),
      factor: rate().default(0.5).describe('What the learning rates are multiplied by each time.'),
    },
    followsSteps: false,
    create: stepwise,
  }),
} as const;

/** What `optimiser.schedule.name` may be. */
export type ScheduleName = keyof typeof schedules;

/** A row's name and, beside it, the row's settings. */
export interface ScheduleChoice {
  readonly name: ScheduleName;
  readonly [setting: string]: unknown;
}

/**
 * The schedule of this name with these settings.
 *
 * @param steps - of the run.
 * @returns undefined when the learning rates stay as they are.
 * @throws ConfigError when the settings do not fit the number of steps.
 */
export function createSchedule(settings: ScheduleChoice, steps: number): Schedule | undefined {
  // TypeScript does not see that the settings are those of the row that their name chose.
  const create = schedules[settings.name].create as (
    settings: unknown,
    steps: number,
  ) => Schedule | undefined;
  return create(settings, steps);
}
