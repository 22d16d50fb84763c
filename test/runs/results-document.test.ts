import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { markdownTable } from '../../src/core/text.ts';
import { columnsMarkdownTable } from '../../src/metrics/documents.ts';
import { timingColumns } from '../../src/runs/columns.ts';
import { scalarTags } from '../../src/runs/tensorboard/scalars.ts';

const DOCUMENT = 'docs/results.md';

/** The tags of the event file and where their numbers stand. */
function tagsMarkdownTable(): string {
  const rows = scalarTags.map((tag) => [
    `\`${tag}\``,
    tag.startsWith('timing/') ? 'timing.csv, the row of the same `step`' : 'metrics.csv',
  ]);
  return markdownTable([['tag', 'of'], ...rows]);
}

/** A text with another table between the marks of this name. */
function withTable(text: string, name: string, table: string): string {
  const marks = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`] as const;
  const [begin, end] = marks.map((mark) => text.indexOf(mark)) as [number, number];
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} has no marks ${marks.join(' … ')}`);
  return `${text.slice(0, begin)}${marks[0]}\n\n${table}\n\n${text.slice(end)}`;
}

// One test for both: each would write the whole file.
test('the columns of metrics.csv and the tags in docs/results.md are those of the code', async () => {
  const text = await readFile(DOCUMENT, 'utf8');
  const columns = withTable(text, 'columns', columnsMarkdownTable());
  const expected = withTable(columns, 'tags', tagsMarkdownTable());
  await expect(expected).toMatchFileSnapshot(`../../${DOCUMENT}`);
});

test('docs/results.md explains every column of timing.csv, in order', async () => {
  const text = await readFile(DOCUMENT, 'utf8');
  const section = text.split('## timing.csv\n')[1]!.split('\n## ')[0]!;
  const columns = [...section.matchAll(/^\| `(\w+)` /gm)].map(([, column]) => column);
  expect(columns).toEqual([...timingColumns]);
});
