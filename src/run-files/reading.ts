import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../core/file-system.ts';

/** What is wrong with a file. */
export interface Damage {
  /** Its name: `run.json`. */
  readonly file: string;
  /** `is not JSON`; a clause about the file. */
  readonly problem: string;
}

/** What could be read of a file. */
export interface Reading<T> {
  /** Undefined when the file is missing, or when nothing of it can be used. */
  readonly value: T | undefined;
  /** Null when the file is sound or missing. */
  readonly damage: Damage | null;
}

/** `run.json is not JSON`. */
export const shownDamage = ({ file, problem }: Damage): string => `${file} ${problem}`;

/**
 * The bytes of a file that another process may write to, replace or remove; never throws. A folder that is
 * missing or is none is a missing file.
 */
export function readBytes(path: string): Reading<Buffer> {
  try {
    const found = statSync(path);
    // A pipe would be waited for, and a device has no end.
    if (!found.isFile() && !found.isDirectory()) {
      return { value: undefined, damage: { file: basename(path), problem: 'is no regular file' } };
    }
    return { value: readFileSync(path), damage: null };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { value: undefined, damage: null };
    const problem = `cannot be read (${code ?? String(error)})`;
    return { value: undefined, damage: { file: basename(path), problem } };
  }
}

/** No file of a run nests deeper by far; what does would take the stack of those that look through it. */
const MAX_DEPTH = 50;

function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `status and reason`, for messages. */
const listed = (keys: readonly string[]): string =>
  keys.length < 3 ? keys.join(' and ') : `${keys.slice(0, -1).join(', ')} and ${keys.at(-1) ?? ''}`;

/**
 * Takes the fields of a JSON object that are as the schema says; those that are not are left out, and
 * named as damage.
 *
 * @param bytes - undefined when the file is missing.
 * @param file - its name, for the damage.
 */
export function fieldsOf<Schema extends z.ZodObject>(
  bytes: Buffer | undefined,
  file: string,
  schema: Schema,
): Reading<Partial<z.output<Schema>>> {
  if (bytes === undefined) return { value: undefined, damage: null };
  const json = parse(bytes.toString());
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    const problem = json === undefined ? 'is not JSON, or torn' : 'is not a JSON object';
    return { value: undefined, damage: { file, problem } };
  }
  if (!isShallow(json)) {
    return { value: undefined, damage: { file, problem: `nests more than ${MAX_DEPTH} deep` } };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data, damage: null };
  const wrong = [...new Set(result.error.issues.map(({ path: [key] }) => String(key)))];
  const sound = Object.entries(json).filter(([key]) => !wrong.includes(key));
  const value = schema.partial().safeParse(Object.fromEntries(sound));
  const problem = `has no valid ${listed(wrong)}`;
  return {
    value: value.success ? (value.data as Partial<z.output<Schema>>) : undefined,
    damage: { file, problem },
  };
}

/** The same of a file that others may write to; never throws. */
export function readFields<Schema extends z.ZodObject>(
  path: string,
  schema: Schema,
): Reading<Partial<z.output<Schema>>> {
  const { value, damage } = readBytes(path);
  return damage === null ? fieldsOf(value, basename(path), schema) : { value: undefined, damage };
}
