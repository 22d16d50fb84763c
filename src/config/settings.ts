import type { z } from 'zod';
import type { SettingFacts } from '../core/fields.ts';
import { jsonLeaves } from '../core/json.ts';
import { fieldsOf } from './choice.ts';
import type { Field } from './choice.ts';
import { configSchema } from './schema.ts';

/** A leaf of the schema, with what its row says of it. */
export interface Setting extends SettingFacts {
  /** Dotted: `optimiser.encoderLearningRate`. */
  readonly path: string;
  readonly schema: z.ZodType;
  readonly description: string;
  readonly defaultValue: unknown;
  /** The setting that decides whether this one is there, and the values of it that do; if any does. */
  readonly chosenBy?: { readonly path: string; readonly values: readonly string[] };
}

interface Unwrapped {
  schema: z.ZodType;
  defaultValue: unknown;
}

/** Strips defaults; what is left is an object with fields, or a leaf. */
export function unwrap(schema: z.ZodType): Unwrapped {
  let current = schema;
  let defaultValue: unknown;
  while (current.def.type === 'default' || current.def.type === 'prefault') {
    const def = current.def as z.core.$ZodDefaultDef;
    defaultValue = def.defaultValue;
    current = def.innerType as z.ZodType;
  }
  return { schema: current, defaultValue };
}

/**
 * All leaves of the schema in the order they are written, with their paths. A configuration does not
 * have all of them: some are there for certain values of another one.
 */
export function settings(
  schema: z.ZodType = configSchema,
  prefix = '',
  chosenBy?: Setting['chosenBy'],
): Setting[] {
  const fields = fieldsOf(unwrap(schema).schema) ?? new Map<string, Field>();
  return [...fields].flatMap(([key, { schema: field, names }]): Setting[] => {
    const path = `${prefix}${key}`;
    const { schema: leaf, defaultValue } = unwrap(field);
    const chosen = names === undefined ? chosenBy : { path: `${prefix}name`, values: names };
    if (fieldsOf(leaf) !== undefined) return settings(leaf, `${path}.`, chosen);
    const { description = '', ...facts } = field.meta() ?? {};
    return [
      {
        ...(facts as SettingFacts),
        path,
        schema: leaf,
        description,
        defaultValue,
        ...(chosen !== undefined && { chosenBy: chosen }),
      },
    ];
  });
}

const byPath = new Map(settings().map((setting) => [setting.path, setting]));

/**
 * The setting that a dotted path of a configuration belongs to, or lies in; undefined for what is no
 * setting, such as one of another version.
 */
export function settingAt(path: string): Setting | undefined {
  const parts = path.split('.');
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const setting = byPath.get(parts.slice(0, depth).join('.'));
    if (setting !== undefined) return setting;
  }
  return undefined;
}

/** The paths of the settings of which this is true. */
export function pathsWhere(holds: (setting: Setting) => boolean): string[] {
  return settings()
    .filter(holds)
    .map(({ path }) => path);
}

/** The values of a configuration by dotted path, as JSON texts, without those that are not for others. */
export const publishedLeaves = (config: unknown): [path: string, text: string][] =>
  jsonLeaves(config).filter(([path]) => settingAt(path)?.unpublished !== true);
