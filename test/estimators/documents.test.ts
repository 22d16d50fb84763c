import { readFile, readdir } from 'node:fs/promises';
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

test('every estimator has one section in docs/estimators.md and the pages that it names', async () => {
  const main = await readFile('docs/estimators.md', 'utf8');
  const named = new Set(
    [...main.matchAll(/\]\((estimators\/[\w-]+\.md)\)/g)].map(([, page]) => page!),
  );
  const pages = await Promise.all([...named].map((page) => readFile(`docs/${page}`, 'utf8')));
  const headings = [main, ...pages].flatMap((text) => text.match(/^## `.+$/gm) ?? []);
  // A section may be about two of a kind: ## `disarm-sb` and `disarm-tree`.
  const sections = headings.flatMap((heading) =>
    [...heading.matchAll(/`(.+?)`/g)].map(([, name]) => name!),
  );
  expect(sections.toSorted()).toEqual(Object.keys(estimators).toSorted());
  expect(await readdir('docs/estimators')).toHaveLength(named.size);
});

test('bias is told in words', () => {
  expect([estimators.exact, estimators.ars, estimators['ars+published']].map(biasOf)).toEqual([
    'exact',
    'unbiased',
    'biased',
  ]);
});
