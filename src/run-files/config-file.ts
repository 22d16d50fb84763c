import { basename } from 'node:path';
import { z } from 'zod';
import { fieldsOf, readBytes, readFields } from './reading.ts';
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

/** Configurations by their text: seeds of a run have the same one, and what is made of it is made once. */
export type KnownConfigs = Map<string, Reading<StoredConfig>>;

/**
 * A run's config.json, for those who look on; never throws.
 *
 * @param known - those that were read before; a new one is added.
 */
export function readConfig(path: string, known: KnownConfigs = new Map()): Reading<StoredConfig> {
  const { value: bytes, damage: closed } = readBytes(path);
  if (bytes === undefined) return { value: undefined, damage: closed };
  const text = bytes.toString('latin1');
  const before = known.get(text);
  if (before !== undefined) return before;
  const { value, damage } = fieldsOf(bytes, basename(path), storedConfigSchema);
  const config = damage === null ? (value as StoredConfig | undefined) : undefined;
  const reading = { value: config, damage };
  known.set(text, reading);
  return reading;
}

/** All that a run's config.json holds, whatever it is; undefined when it is no JSON object. */
export function readAnyConfig(path: string): Record<string, unknown> | undefined {
  return readFields(path, z.looseObject({})).value;
}
