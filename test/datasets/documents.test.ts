import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { datasetMarkdownTable, describeNames } from '../../src/datasets/documents.ts';
import { datasets } from '../../src/datasets/table.ts';

const START = '<!-- datasets:begin -->';
const END = '<!-- datasets:end -->';

test('the table of data sets in docs/data.md is the one that the code gives', async () => {
  const text = await readFile('docs/data.md', 'utf8');
  const [before, after] = [text.split(START)[0]!, text.split(END)[1]!];
  const expected = `${before}${START}\n\n${datasetMarkdownTable()}\n\n${END}${after}`;
  await expect(expected).toMatchFileSnapshot('../../docs/data.md');
});

test('the help of --dataset tells every name and what it is', () => {
  for (const [name, { summary }] of Object.entries(datasets)) {
    expect(describeNames()).toContain(`; ${name}: ${summary}`);
  }
});
