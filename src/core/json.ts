import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/**
 * A JSON file, or undefined when it is missing, torn, or not what the schema says: readers look at
 * folders that others write to.
 */
export function readJsonAs<T extends z.ZodType>(file: string, schema: T): z.output<T> | undefined {
  try {
    const result = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
