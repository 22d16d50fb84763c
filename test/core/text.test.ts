import { describe, expect, test } from 'vitest';
import { markdownTable, shownPath, textTable } from '../../src/core/text.ts';

describe('textTable', () => {
  test('aligns columns two spaces apart and ends lines without spaces', () => {
    const rows = [
      ['steps', '10', 'a.json:3'],
      ['optimiser.beta1', '0.5', ''],
    ];
    expect(textTable(rows)).toBe('steps            10   a.json:3\noptimiser.beta1  0.5');
  });

  test('takes rows of different lengths, and none', () => {
    expect(textTable([['a'], ['bb', 'c']])).toBe('a\nbb  c');
    expect(textTable([])).toBe('');
  });
});

test('paths below the working directory are shown relative to it, others in full', () => {
  expect(shownPath(`${process.cwd()}/configs/a.json`)).toBe('configs/a.json');
  expect(shownPath('/elsewhere/a.json')).toBe('/elsewhere/a.json');
  expect(shownPath(process.cwd())).toBe(process.cwd());
});

test('a Markdown table has columns of one width and escapes bars', () => {
  expect(
    markdownTable([
      ['name', 'C'],
      ['a|b', 'any'],
    ]),
  ).toBe(['| name | C   |', '| ---- | --- |', '| a\\|b | any |'].join('\n'));
});
