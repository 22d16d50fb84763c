import type { z } from 'zod';
import type { Estimator, SettingValues } from '../../../src/estimators/contract.ts';

/** The estimator with these values as the defaults of its settings. */
export function withSettings(estimator: Estimator, values: SettingValues): Estimator {
  if (estimator.settings === undefined) throw new Error(`${estimator.name} has no settings.`);
  const { shape } = estimator.settings;
  const fields = Object.entries(values).map(([name, value]) => {
    const field = shape[name] as z.ZodType;
    return [name, field.default(field.parse(value))] as const;
  });
  return { ...estimator, settings: estimator.settings.extend(Object.fromEntries(fields)) };
}
