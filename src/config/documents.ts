import { z } from 'zod';
import { configFlags } from './flags.ts';
import { markdownTable, textTable } from '../core/text.ts';
import { settingsOf, valueAt } from './resolve.ts';
import type { ResolvedConfig } from './resolve.ts';
import { removeFacts } from '../core/fields.ts';
import { configFileSchema } from './schema.ts';
import { settings } from './settings.ts';
import type { Setting } from './settings.ts';

/** The JSON Schema of a configuration file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configFileSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      removeFacts(jsonSchema);
    },
  });
  return { ...schema, title: 'vae-bench configuration' };
}

function meaningOf({ description, unit, chosenBy }: Setting): string {
  return [
    ...(chosenBy === undefined
      ? []
      : [`With \`${chosenBy.path}\` ${chosenBy.values.join(' or ')}:`]),
    description,
    ...(unit === undefined ? [] : [`Unit: ${unit}.`]),
  ].join(' ');
}

/** The Markdown table of every setting. */
export function configMarkdownTable(): string {
  const flags = configFlags();
  const rows = settings().map((setting) => [
    `\`${setting.path}\``,
    flags
      .filter(({ path }) => path === setting.path)
      .map(({ flag }) => `\`${flag}\``)
      .join('<br>') || '—',
    `\`${JSON.stringify(setting.defaultValue)}\``,
    meaningOf(setting),
  ]);
  return markdownTable([['setting', 'flag', 'default', 'meaning'], ...rows]);
}

/** The resolved configuration as lines of setting, value and origin, for `--print-config`. */
export function configListing({ config, origin }: ResolvedConfig): string {
  return textTable(
    settingsOf(config).map(({ path }) => [
      path,
      JSON.stringify(valueAt(config, path)),
      origin(path),
    ]),
  );
}
