import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { markdownTable } from '../../src/core/text.ts';
import { originColumns, runColumns } from '../../src/exports/run-table.ts';

const DOCUMENT = 'docs/exporting.md';

test('the columns in docs/exporting.md are those of the code', async () => {
  let text = await readFile(DOCUMENT, 'utf8');
  for (const [name, columns] of Object.entries({
    'run-columns': runColumns,
    'origin-columns': originColumns,
  })) {
    const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
    const rows = Object.entries(columns).map(([column, { type, meaning }]) => [
      `\`${column}\``,
      type,
      meaning,
    ]);
    const table = markdownTable([['column', 'type', 'meaning'], ...rows]);
    text = `${text.split(begin)[0]!}${begin}\n\n${table}\n\n${end}${text.split(end)[1]!}`;
  }
  await expect(text).toMatchFileSnapshot(`../../${DOCUMENT}`);
});
