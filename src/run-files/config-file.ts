import { z } from 'zod';
import { readFields } from './reading.ts';
import type { Reading } from './reading.ts';

/**
 * The configuration of a run as its config.json holds it. Settings that other versions of vae-bench have
 * are allowed: results outlive them.
 */
export const storedConfigSchema = z.looseObject({
  estimator: z.string(),
  categories: z.number(),
  batchSize: z.number(),
  steps: z.number(),
});

export type StoredConfig = z.output<typeof storedConfigSchema>;

/** A run's config.json, for those who look on; never throws. */
export function readConfig(path: string): Reading<StoredConfig> {
  const { value, damage } = readFields(path, storedConfigSchema);
  return { value: damage === null ? (value as StoredConfig | undefined) : undefined, damage };
}

/** All that a run's config.json holds, whatever it is; undefined when it is no JSON object. */
export function readAnyConfig(path: string): Record<string, unknown> | undefined {
  return readFields(path, z.looseObject({})).value;
}
