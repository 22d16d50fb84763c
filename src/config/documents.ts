import { z } from 'zod';
import { configFields, configFlags } from './flags.ts';
import { configFileSchema } from './schema.ts';

/** The JSON Schema of a configuration file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configFileSchema, {
    io: 'input',
    // Flags are of no use to an editor.
    override: ({ jsonSchema }) => {
      delete jsonSchema['flag'];
      delete jsonSchema['unit'];
    },
  });
  return { ...schema, title: 'vae-bench configuration' };
}

/** A cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);

/** The Markdown table of every setting. */
export function configMarkdownTable(): string {
  const flags = configFlags();
  const rows = configFields().map(({ path, description, defaultValue, unit }) =>
    [
      `\`${path}\``,
      flags
        .filter((flag) => flag.path === path)
        .map(({ flag }) => `\`${flag}\``)
        .join('<br>') || '—',
      `\`${JSON.stringify(defaultValue)}\``,
      unit === undefined ? description : `${description} Unit: ${unit}.`,
    ]
      .map(cell)
      .join(' | '),
  );
  return [
    '| setting | flag | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

/**
 * The resolved configuration as a table of setting, value and origin, for `--print-config`.
 */
export function configListing(
  rows: readonly { path: string; value: unknown; origin: string }[],
): string {
  const shown = rows.map(({ path, value, origin }) => [path, JSON.stringify(value), origin]);
  const widths = [0, 1].map((column) =>
    Math.max(...shown.map((row) => (row[column] ?? '').length)),
  );
  return shown
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
