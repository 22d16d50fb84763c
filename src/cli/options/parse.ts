import type { z } from 'zod';
import { UsageError } from '../../core/errors.ts';
import type { Source } from './commander.ts';
import { notAmong } from './names.ts';

/** What users call the field at a path. */
const nameAt = (source: Source, path: readonly PropertyKey[]): string =>
  path.reduce<Source>((at, key) => at.parts?.[String(key)] ?? at, source).name;

function sentence(source: Source, issue: z.core.$ZodIssue): string {
  const { input } = issue;
  const name = nameAt(source, issue.path);
  if (issue.code === 'invalid_value' && typeof input === 'string') {
    return notAmong(name, input, issue.values.map(String));
  }
  const found = typeof input === 'string' ? `; found ${JSON.stringify(input)}` : '';
  return `${name} ${issue.message}${found}.`;
}

/** Options that mean nothing, as another option has another value (`onlyWith`). */
function meaningless(
  schema: z.ZodObject,
  source: Source,
  parsed: Readonly<Record<string, unknown>>,
): string[] {
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  const fields = Object.entries(shape);
  const objects = fields.flatMap(([key, field]) => {
    const { onlyWith } = field.meta() ?? {};
    const given = Object.values(source.parts?.[key]?.parts ?? {})
      .filter(({ read }) => read() !== undefined)
      .map(({ name }) => name);
    return onlyWith === undefined ? [] : [{ option: onlyWith[0], value: onlyWith[1], given }];
  });
  const fitting = objects.filter(({ option, value }) => parsed[option] === value);
  const fine = new Set(fitting.flatMap(({ given }) => given));
  return objects.flatMap(({ option, value, given }) =>
    given
      .filter((name) => !fine.has(name))
      .map((name) => `${name} has a meaning with ${nameAt(source, [option])} ${value} only.`),
  );
}

/**
 * Reads what commander found.
 *
 * @throws UsageError with a line for everything that is wrong.
 */
export function parseOptions<Schema extends z.ZodObject>(
  schema: Schema,
  source: Source,
): z.output<Schema> {
  const result = schema.safeParse(source.read(), { reportInput: true });
  const wrong = result.success
    ? meaningless(schema, source, result.data)
    : result.error.issues.map((issue) => sentence(source, issue));
  // Objects that share an option complain of it together.
  if (!result.success || wrong.length > 0) throw new UsageError([...new Set(wrong)].join('\n'));
  return result.data;
}
