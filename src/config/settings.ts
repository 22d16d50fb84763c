import type { z } from 'zod';
import type { SettingFacts } from '../core/fields.ts';
import { configSchema } from './schema.ts';

/** A leaf of the schema, with what its row says of it. */
export interface Setting extends SettingFacts {
  /** Dotted: `optimiser.encoderLearningRate`. */
  readonly path: string;
  readonly schema: z.ZodType;
  readonly description: string;
  readonly defaultValue: unknown;
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

/** All leaves of the schema in the order they are written, with their paths. */
export function settings(schema: z.ZodType = configSchema, prefix = ''): Setting[] {
  const { schema: inner } = unwrap(schema);
  const shape = (inner as z.ZodObject).shape as Record<string, z.ZodType>;
  return Object.entries(shape).flatMap(([key, field]): Setting[] => {
    const path = `${prefix}${key}`;
    const { schema: leaf, defaultValue } = unwrap(field);
    if (leaf.def.type === 'object') return settings(leaf, `${path}.`);
    const { description = '', ...facts } = field.meta() ?? {};
    return [{ ...(facts as SettingFacts), path, schema: leaf, description, defaultValue }];
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
