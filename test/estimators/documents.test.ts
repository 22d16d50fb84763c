import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  biasOf,
  estimatorMarkdownTable,
  estimatorSettingsTable,
} from '../../src/estimators/documents.ts';
import { estimators } from '../../src/estimators/built-in.ts';

const START = '<!-- estimators:begin -->';
const END = '<!-- estimators:end -->';

describe.each(['README.md', 'docs/estimators.md'])('the table of estimators in %s', (file) => {
  test('is the one that the code gives', async () => {
    const text = await readFile(file, 'utf8');
    const [before, , after] = [text.split(START)[0]!, '', text.split(END)[1]!];
    const expected = `${before}${START}\n\n${estimatorMarkdownTable()}\n\n${END}${after}`;
    await expect(expected).toMatchFileSnapshot(`../../${file}`);
  });
});

test("the table of the estimators' own settings in docs/estimators.md is the one that the code gives", async () => {
  const [start, end] = ['<!-- estimator-settings:begin -->', '<!-- estimator-settings:end -->'];
  const text = await readFile('docs/estimators.md', 'utf8');
  const [before, after] = [text.split(start)[0]!, text.split(end)[1]!];
  const expected = `${before}${start}\n\n${estimatorSettingsTable()}\n\n${end}${after}`;
  await expect(expected).toMatchFileSnapshot('../../docs/estimators.md');
});

test('docs/estimators.md has a section for every estimator, in the order of the table', async () => {
  const text = await readFile('docs/estimators.md', 'utf8');
  const sections = [...text.matchAll(/^## `(.+)`$/gm)].map(([, name]) => name);
  expect(sections).toEqual(Object.keys(estimators));
});

test('bias is told in words', () => {
  expect([estimators.exact, estimators.ars, estimators['ars+published']].map(biasOf)).toEqual([
    'exact',
    'unbiased',
    'biased',
  ]);
});
