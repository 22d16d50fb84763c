import { configSchema } from './schema.ts';

/**
 * A configuration as config.json holds it, with the defaults of the settings that have come since it was
 * written; unchanged when it is none of this version's.
 */
export function completed(config: unknown): unknown {
  const result = configSchema.safeParse(config);
  return result.success ? result.data : config;
}
