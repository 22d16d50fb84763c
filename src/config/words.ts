import type { z } from 'zod';
import { settings } from './settings.ts';

/** The words that a schema allows by name; there may be other values that it allows. */
export function wordsOfSchema(schema: z.core.$ZodType): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'enum':
      return Object.values(def.entries).map(String);
    case 'literal':
      return def.values.map(String);
    case 'union':
      return def.options.flatMap(wordsOfSchema);
    case 'nullable':
    case 'optional':
    case 'default':
      return wordsOfSchema(def.innerType);
    case 'array':
      return wordsOfSchema(def.element);
    case 'pipe':
      return [...wordsOfSchema(def.in), ...wordsOfSchema(def.out)];
    default:
      return [];
  }
}

/**
 * The words that a setting may be, such as the names of the backends. Some settings may be something
 * else, too: `samples` is a number, `ars` or `arsm`.
 *
 * @param path - dotted, such as `backend.name`.
 */
export function wordsOf(path: string): string[] {
  return settings()
    .filter((setting) => setting.path === path)
    .flatMap(({ schema }) => wordsOfSchema(schema));
}
