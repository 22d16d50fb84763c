import { z } from 'zod';
import { schedules } from '../optimisers/schedules/table.ts';
import { settingAt } from './settings.ts';

const scheduled = z.looseObject({
  optimiser: z.looseObject({ schedule: z.looseObject({ name: z.string() }) }),
});

/** The schedule of a configuration whose learning rates depend on the steps of the run; undefined without one. */
export function scheduleOverSteps(config: unknown): string | undefined {
  const name = scheduled.safeParse(config).data?.optimiser.schedule.name ?? '';
  const row = Object.entries(schedules).find(([known]) => known === name)?.[1];
  return row?.followsSteps === true ? name : undefined;
}

/**
 * Whether a setting decides only where a run of this configuration ends. The number of steps does, unless the
 * learning rates follow it: then it decides every number.
 *
 * @param path - dotted.
 * @param config - as config.json holds it, also one of another version.
 */
export function decidesLength(path: string, config: unknown): boolean {
  if (settingAt(path)?.decidesLength !== true) return false;
  return path !== 'steps' || scheduleOverSteps(config) === undefined;
}

/** Whether runs that differ in this setting may be compared; see `SettingFacts`. */
export function isComparable(path: string, config: unknown): boolean {
  const { comparable = false, decidesLength: length = false } = settingAt(path) ?? {};
  return comparable && (!length || decidesLength(path, config));
}
