import type { z } from 'zod';
import { parseSeeds } from './fields.ts';
import { configSchema } from './schema.ts';

/** A command-line flag that sets one value of the configuration. */
export interface ConfigFlag {
  /** Dotted path of the value, such as `optimiser.encoderLearningRate`. */
  readonly path: string;
  /** `--encoder-lr <rate>`. */
  readonly flag: string;
  readonly description: string;
  readonly defaultValue: unknown;
  /** Turns the argument into a configuration value; throws an Error that says what is expected. */
  readonly parse: (text: string) => unknown;
  /** What a flag without an argument sets. */
  readonly value?: boolean;
}

/** A leaf of the schema. */
export interface ConfigField {
  readonly path: string;
  readonly schema: z.core.$ZodType;
  readonly description: string;
  readonly defaultValue: unknown;
  readonly flag?: string;
  readonly unit?: string;
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
export function configFields(schema: z.ZodType = configSchema, prefix = ''): ConfigField[] {
  const { schema: inner } = unwrap(schema);
  const shape = (inner as z.ZodObject).shape as Record<string, z.ZodType>;
  return Object.entries(shape).flatMap(([key, field]): ConfigField[] => {
    const path = `${prefix}${key}`;
    const { schema: leaf, defaultValue } = unwrap(field);
    if (leaf.def.type === 'object') return configFields(leaf, `${path}.`);
    const meta = field.meta();
    return [
      {
        path,
        schema: leaf,
        description: meta?.description ?? '',
        defaultValue,
        ...(meta?.flag !== undefined && { flag: meta.flag }),
        ...(meta?.unit !== undefined && { unit: meta.unit }),
      },
    ];
  });
}

/** Reads a flag's argument or the right-hand side of `--set`: JSON where it is JSON, otherwise text. */
export function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const typeOf = ({ schema }: ConfigField) => (schema as z.ZodType).def.type;

/** Text stays text: `--name 3` names a folder, not a number. */
function parserFor(field: ConfigField): ConfigFlag['parse'] {
  if (field.path === 'seeds') return parseSeeds;
  const type = typeOf(field);
  const inner =
    type === 'nullable' ? ((field.schema as z.ZodNullable).unwrap() as z.ZodType).def.type : type;
  return inner === 'string' || inner === 'enum' || inner === 'array' ? (text) => text : parseValue;
}

/** The flags of a field: none, one, or those that turn it on and off. */
function flagsOf(field: ConfigField): ConfigFlag[] {
  const { path, flag, description, defaultValue } = field;
  if (flag === undefined) return [];
  const parse = parserFor(field);
  if (typeOf(field) !== 'boolean') return [{ path, flag, description, defaultValue, parse }];
  return [
    { path, flag, description, defaultValue, parse, value: true },
    {
      ...{ path, parse, value: false, defaultValue: undefined },
      flag: flag.replace(/^--/, '--no-'),
      description: `Not so, whatever the configuration file says of \`${path}\`.`,
    },
  ];
}

/** Every flag that sets a configuration value. */
export function configFlags(): ConfigFlag[] {
  const flags = configFields().flatMap(flagsOf);
  const seed: ConfigFlag = {
    path: 'seeds',
    flag: '--seed <number>',
    description: 'One seed; the same as --seeds with a single number.',
    defaultValue: undefined,
    parse: parseSeeds,
  };
  const after = flags.findIndex(({ path }) => path === 'seeds');
  return flags.toSpliced(after, 0, seed);
}
