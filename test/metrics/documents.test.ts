import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { metricsColumns } from '../../src/metrics/columns.ts';
import { columnsMarkdownTable } from '../../src/metrics/documents.ts';

const START = '<!-- columns:begin -->';
const END = '<!-- columns:end -->';

test('the columns of metrics.csv in docs/results.md are those of the tables', async () => {
  const text = await readFile('docs/results.md', 'utf8');
  const [before = '', after = ''] = [text.split(START)[0], text.split(END)[1]];
  const expected = `${before}${START}\n\n${columnsMarkdownTable()}\n\n${END}${after}`;
  await expect(expected).toMatchFileSnapshot('../../docs/results.md');
});

test('the heading of metrics.csv in README.md is the one that runs write', async () => {
  const text = await readFile('README.md', 'utf8');
  expect(text).toContain(`\n\`\`\`\n${metricsColumns.join(',')}\n\`\`\`\n`);
});
