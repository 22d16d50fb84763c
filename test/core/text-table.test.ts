import { describe, expect, test } from 'vitest';
import { textTable } from '../../src/core/text-table.ts';

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
