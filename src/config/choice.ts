import { z } from 'zod';
import type { SettingFacts } from '../core/fields.ts';

type Shape = z.core.$ZodLooseShape;

/** What a row of a table says to the configuration. */
interface Row {
  /** One line: what distinguishes it. */
  readonly summary: string;
  /** Its own settings. */
  readonly settings: Shape;
}

/** Left out, the name is that of the default row. */
type NameOf<Name extends string, Default extends string> = Name extends Default
  ? z.ZodDefault<z.ZodLiteral<Name>>
  : z.ZodLiteral<Name>;

type Option<Name extends string, Default extends string, Common, Own> = z.ZodObject<
  { name: NameOf<Name, Default> } & Common & Own,
  z.core.$strict
>;

/**
 * Settings whose `name` says which others there are.
 *
 * @typeParam Settings - those of each row, by its name.
 */
export type Choice<
  Settings extends Readonly<Record<string, Shape>>,
  Default extends keyof Settings & string,
  Common extends Shape,
> = z.ZodDiscriminatedUnion<
  readonly {
    [Name in keyof Settings & string]: Option<Name, Default, Common, Settings[Name]>;
  }[keyof Settings & string][],
  'name'
>;

/** The settings of each row of a table. */
type SettingsOf<Rows extends Readonly<Record<string, Row>>> = {
  [Name in keyof Rows & string]: Rows[Name]['settings'];
};

/** What the setting `name` is. */
interface NameSetting<Default extends string> extends SettingFacts {
  readonly default: Default;
  readonly description: string;
}

/** A setting of a group, whatever else is chosen there. */
export interface Field {
  readonly schema: z.ZodType;
  /** The values of the group's `name` that it is there for; left out when it is there for all. */
  readonly names?: readonly string[];
}

/** The settings of every choice by key, those of all its rows: the schema itself no longer tells them. */
const fieldsOfChoices = new WeakMap<z.ZodType, ReadonlyMap<string, Field>>();

function fieldsOfRows(rows: Readonly<Record<string, Row>>): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, { settings }] of Object.entries(rows)) {
    for (const [key, schema] of Object.entries(settings)) {
      const { names = [] } = fields.get(key) ?? {};
      fields.set(key, { schema: schema as z.ZodType, names: [...names, name] });
    }
  }
  return fields;
}

/**
 * A group of settings that chooses a row of a table by its setting `name`, beside settings that it has
 * whatever the row, and those of the row.
 *
 * @param rows - settings that two rows share are the same object.
 * @param name - the default row, and what the setting `name` decides.
 * @param common - the settings that there are whatever the row.
 */
export function choice<
  const Rows extends Readonly<Record<string, Row>>,
  const Default extends keyof Rows & string,
  const Common extends Shape,
>(
  rows: Rows,
  { default: byDefault, description, ...facts }: NameSetting<Default>,
  common: Common,
): Choice<SettingsOf<Rows>, Default, Common> {
  const names = Object.keys(rows);
  const summaries = Object.entries(rows).map(([name, { summary }]) => `${name}: ${summary}`);
  const meta = { ...facts, description: `${description} ${summaries.join('; ')}.` };
  const options = Object.entries(rows).map(([name, { settings }]) => {
    const word = z.literal(name);
    const named = name === byDefault ? word.default(name) : word;
    return z.strictObject({ name: named.meta(meta), ...common, ...settings });
  });
  const union = z.discriminatedUnion('name', options as unknown as [z.ZodObject], {
    // Its type leaves out what is said of a value that is no object.
    error: ({ code }: { code?: string }) =>
      code === 'invalid_union'
        ? `must be one of ${names.join(', ')}`
        : 'must be an object of settings',
  });
  const fields = new Map<string, Field>([
    ['name', { schema: z.enum(names).default(byDefault).meta(meta) }],
    ...Object.entries(common).map(
      ([key, schema]) => [key, { schema: schema as z.ZodType }] as const,
    ),
    ...fieldsOfRows(rows),
  ]);
  fieldsOfChoices.set(union, fields);
  return union as unknown as Choice<SettingsOf<Rows>, Default, Common>;
}

/**
 * The settings of a group by key, those of all rows where it is a choice; undefined for a schema that
 * is no group.
 *
 * @param schema - without its default.
 */
export function fieldsOf(schema: z.ZodType): ReadonlyMap<string, Field> | undefined {
  if (schema.def.type !== 'object') return fieldsOfChoices.get(schema);
  const { shape } = schema as z.ZodObject;
  return new Map(
    Object.entries(shape).map(([key, field]) => [key, { schema: field as z.ZodType }]),
  );
}
