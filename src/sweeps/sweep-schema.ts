import { z } from 'zod';
import { removeFacts } from '../core/fields.ts';
import { fieldsOf } from '../config/choice.ts';
import { configFileSchema, configSchema } from '../config/schema.ts';
import { rangeSchema } from './ranges.ts';
import { distributionSchema, numberSchema, seedSchema } from './sample.ts';
import { pathsWhere, settings as allSettings, unwrap } from '../config/settings.ts';

/** Settings that all runs of a sweep share. */
export const sharedSettings: readonly string[] = pathsWhere(({ shared }) => shared === true);

/** Settings whose value is a list: a list of them is a list of lists. */
export const listSettings: ReadonlySet<string> = new Set(
  pathsWhere(({ schema }) => schema.def.type === 'array'),
);

/** The leaves of nested settings by dotted name, the other form that a sweep file may have them in. */
function dotted(replace: Leaf, leftOut: readonly string[]): [string, z.ZodType][] {
  return allSettings()
    .filter(({ path }) => path.includes('.') && !leftOut.includes(path))
    .map(({ path, schema, description }) => [
      path,
      replace(schema, path).optional().describe(description),
    ]);
}

/** The settings of a section, nested or by dotted name. */
function section(replace: Leaf, leftOut: readonly string[]): z.ZodType {
  const { shape } = settings(configSchema, replace, leftOut) as z.ZodObject;
  return z.strictObject({ ...shape, ...Object.fromEntries(dotted(replace, leftOut)) });
}

type Leaf = (schema: z.ZodType, path: string) => z.ZodType;

/** The settings of `schema`, each optional and its leaves replaced, without those that are left out. */
function settings(
  schema: z.ZodType,
  replace: Leaf,
  leftOut: readonly string[],
  prefix = '',
): z.ZodType {
  const fields = [...(fieldsOf(unwrap(schema).schema) ?? [])]
    .filter(([key]) => !leftOut.includes(`${prefix}${key}`))
    .map(([key, { schema: field }]) => {
      const path = `${prefix}${key}`;
      const { schema: inner } = unwrap(field);
      const replaced =
        fieldsOf(inner) === undefined
          ? replace(inner, path)
          : settings(inner, replace, leftOut, `${path}.`);
      return [key, replaced.optional().describe(field.description ?? '')] as const;
    });
  return z.strictObject(Object.fromEntries(fields));
}

/** Of a record of settings, such as an estimator's own, every entry is a list. */
const listOf: Leaf = (leaf, path) =>
  leaf.def.type === 'record'
    ? z.record(z.string(), listOf(z.unknown(), path))
    : z.array(leaf).min(1);

/** A list of values, or a range of numbers. */
const listOrRange: Leaf = (leaf, path) =>
  leaf.def.type === 'record'
    ? z.record(z.string(), listOrRange(z.unknown(), path))
    : z.union([listOf(leaf, path), rangeSchema]);

const distribution: Leaf = (leaf) =>
  leaf.def.type === 'record' ? z.record(z.string(), distributionSchema) : distributionSchema;

/** Seeds are a list already; other settings take one value or a list of them. */
const oneOrMore: Leaf = (leaf, path) =>
  path === 'seeds' || leaf.def.type === 'record'
    ? leaf
    : z.union([leaf, listOf(leaf, path), rangeSchema]);

/** A sweep file: a configuration, and what differs between the runs. */
const sweepFileSchema = configFileSchema.extend({
  extends: configFileSchema.shape.extends.describe(
    'Configuration or sweep files this one builds on, relative to it; later ones win.',
  ),
  grid: section(listOrRange, [...sharedSettings, 'seeds'])
    .optional()
    .describe('Lists of values; every combination is a run.'),
  zip: z
    .array(section(listOrRange, [...sharedSettings, 'seeds']))
    .optional()
    .describe('Settings that change together: lists of one length. Combined with `grid`.'),
  sample: z
    .strictObject({
      number: numberSchema,
      seed: seedSchema,
      settings: section(distribution, [...sharedSettings, 'seeds']).describe(
        'A distribution for every setting that is drawn.',
      ),
    })
    .optional()
    .describe('Random search: draws of settings, combined with `grid`.'),
  include: z
    .array(section(oneOrMore, sharedSettings))
    .optional()
    .describe('More runs: each element is a grid of its own, beside `grid`.'),
  exclude: z
    .array(section(oneOrMore, sharedSettings))
    .optional()
    .describe('Runs that are left out: those that have all values of an element.'),
});

/** The JSON Schema of a sweep file, for editors. */
export function sweepJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(sweepFileSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      removeFacts(jsonSchema);
    },
  });
  return { ...schema, title: 'vae-bench sweep' };
}
