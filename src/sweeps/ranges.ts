import { z } from 'zod';
import type { Entry } from '../config/entries.ts';
import { settingAt } from '../config/settings.ts';
import { SETTINGS_PATH } from '../estimators/settings.ts';

/** Significant digits of values that are computed: folders have them in their names. */
const DIGITS = 6;

/** The largest number of values. */
const MOST = 10_000;

const finite = () => z.number({ error: 'must be a finite number' });

/** Evenly spaced values, or values of evenly spaced logarithms, the ends included. */
export const rangeSchema = z
  .strictObject({
    from: finite(),
    to: finite(),
    count: z.int().min(2).max(MOST),
    scale: z.enum(['linear', 'log']).default('linear'),
  })
  .describe('Evenly spaced values from `from` to `to`, or evenly spaced logarithms.');

/** A computed value as the setting takes it: with few digits, and whole where it has to be. */
export function fitted(path: readonly string[], value: number): number {
  const rounded = Number(value.toPrecision(DIGITS));
  const { schema } = settingAt(path.join('.')) ?? {};
  const whole = Math.round(value);
  const mustBeWhole =
    schema?.safeParse(rounded).success === false && schema.safeParse(whole).success;
  return mustBeWhole ? whole : rounded;
}

/**
 * The values of a range.
 *
 * @throws Error that says what is expected.
 */
export function valuesOfRange(path: readonly string[], value: unknown): number[] {
  const parsed = rangeSchema.safeParse(value);
  const form =
    'must be a list of values, or a range {"from", "to", "count", "scale": "linear" or "log"}';
  if (!parsed.success) throw new Error(form);
  const { from, to, count, scale } = parsed.data;
  if (from >= to) throw new Error('must have a `from` below `to`');
  if (scale === 'log' && from <= 0)
    throw new Error('must have a `from` above 0, as its scale is log');
  const values = Array.from({ length: count }, (_, at) => {
    const share = at / (count - 1);
    if (share === 0) return from;
    if (share === 1) return to;
    const between = scale === 'log' ? from * (to / from) ** share : from + share * (to - from);
    return fitted(path, between);
  });
  return [...new Set(values)];
}

/** Whether a path is that of a setting which has values; an estimator's own settings are one level deeper. */
const isSetting = (path: readonly string[]): boolean =>
  path[0] === SETTINGS_PATH
    ? path.length === 2
    : settingAt(path.join('.'))?.path === path.join('.');

/**
 * Puts the leaves of an object that stands where a setting's values do together again: the leaves of a
 * range become its entry.
 *
 * @param depth - parts of the paths that are no setting.
 */
export function withRanges(entries: readonly Entry[], depth: number): Entry[] {
  const whole = new Map<string, Entry>();
  for (const entry of entries) {
    const above = entry.path.slice(0, -1);
    const isPart = above.length > depth && isSetting(above.slice(depth));
    const path = isPart ? above : entry.path;
    const known = whole.get(JSON.stringify(path));
    const value = isPart
      ? { ...(known?.value as object | undefined), [entry.path.at(-1) ?? '']: entry.value }
      : entry.value;
    whole.set(JSON.stringify(path), { path, value, origin: known?.origin ?? entry.origin });
  }
  return [...whole.values()];
}
