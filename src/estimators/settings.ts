import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import { shownValue } from '../core/json.ts';
import { nearestTo } from '../core/suggest.ts';
import type { Estimator, SettingValues } from './contract.ts';

/** What is needed of an estimator. */
type WithSettings = Pick<Estimator, 'name' | 'settings'>;

/** Where a configuration holds an estimator's own settings. */
export const SETTINGS_PATH = 'estimatorSettings';

function unknownSetting({ name, settings }: WithSettings, key: string): string {
  const known = Object.keys(settings?.shape ?? {});
  if (known.length === 0) return `is not a setting of ${name}, which has none of its own`;
  const nearest = nearestTo(key, known);
  const hint = nearest === undefined ? `It has: ${known.join(', ')}` : `Did you mean "${nearest}"?`;
  return `is not a setting of ${name}. ${hint}`;
}

/**
 * An estimator's own settings: those that are given, and the defaults of the others.
 *
 * @throws ConfigError that lists what is unknown or has a wrong value, by path.
 */
export function completeSettings(estimator: WithSettings, given: SettingValues): SettingValues {
  const schema = z.strictObject(estimator.settings?.shape ?? {});
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.flatMap((issue): ConfigIssue[] => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({
          path: `${SETTINGS_PATH}.${key}`,
          message: unknownSetting(estimator, key),
        }));
      }
      const [key = ''] = issue.path.map(String);
      const found = shownValue(given[key]);
      return [
        {
          path: [SETTINGS_PATH, ...issue.path].join('.'),
          message: `${issue.message}; found ${found}`,
        },
      ];
    }),
  );
}

/** The settings whose values are not the estimator's defaults. */
export function settingsBesidesDefaults(
  estimator: WithSettings,
  values: SettingValues,
): [name: string, value: unknown][] {
  const defaults = completeSettings(estimator, {});
  return Object.entries(values).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]),
  );
}
