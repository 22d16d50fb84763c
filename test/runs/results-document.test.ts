import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { markdownTable } from '../../src/core/text.ts';
import { timingColumns } from '../../src/runs/columns.ts';
import { scalarTags } from '../../src/runs/tensorboard/scalars.ts';

const START = '<!-- tags:begin -->';
const END = '<!-- tags:end -->';

test('docs/results.md explains every column of timing.csv, in order', async () => {
  const text = await readFile('docs/results.md', 'utf8');
  const section = text.split('## timing.csv\n')[1]!.split('\n## ')[0]!;
  const columns = [...section.matchAll(/^\| `(\w+)` /gm)].map(([, column]) => column);
  expect(columns).toEqual([...timingColumns]);
});

test('the tags of the event file in docs/results.md are those of the code', async () => {
  const text = await readFile('docs/results.md', 'utf8');
  const rows = scalarTags.map((tag) => [
    `\`${tag}\``,
    tag.startsWith('timing/') ? 'timing.csv, the row of the same `step`' : 'metrics.csv',
  ]);
  const table = markdownTable([['tag', 'of'], ...rows]);
  const [before = '', after = ''] = [text.split(START)[0], text.split(END)[1]];
  const expected = `${before}${START}\n\n${table}\n\n${END}${after}`;
  await expect(expected).toMatchFileSnapshot('../../docs/results.md');
});
