import type { z } from 'zod';
import { readRegular } from './regular-file.ts';

/**
 * A JSON file, or undefined when it is missing, torn, or not what the schema says: readers look at
 * folders that others write to.
 */
export function readJsonAs<T extends z.ZodType>(file: string, schema: T): z.output<T> | undefined {
  try {
    const result = schema.safeParse(JSON.parse(readRegular(file).toString()));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** A value as JSON, for messages; numbers beyond JSON's, such as 1e9999, as JavaScript has them. */
export function shownValue(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(shownValue).join(',')}]`;
  return JSON.stringify(value);
}

/** The leaves of a JSON value by dotted path, as JSON texts: `optimiser.beta1` → `0.9`; a list is a leaf. */
export function jsonLeaves(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path, JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    jsonLeaves(child, path === '' ? key : `${path}.${key}`),
  );
}
