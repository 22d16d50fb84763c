import { describe, expect, test } from 'vitest';
import { rowsOf, rowsUpTo, wholeLines } from '../../src/runs/rows.ts';

describe('rows', () => {
  const csv = Buffer.from('step,a\n2,0\n4,1\n6,');

  test('are whole up to the last end of a line', () => {
    expect(wholeLines(csv).toString()).toBe('step,a\n2,0\n4,1\n');
    expect(wholeLines(Buffer.from('step')).length).toBe(0);
  });

  test('are numbers by column', () => {
    expect(rowsOf(csv, ['step', 'a'])).toEqual([
      { step: 2, a: 0 },
      { step: 4, a: 1 },
    ]);
    expect(rowsOf(Buffer.from('step,a\n2\n'), ['step', 'a'])).toEqual([{ step: 2, a: NaN }]);
  });

  test('can be cut after a step', () => {
    expect(rowsUpTo(csv, 3).toString()).toBe('step,a\n2,0\n');
    expect(rowsUpTo(csv, 9).toString()).toBe('step,a\n2,0\n4,1\n');
    expect(rowsUpTo(csv, 1).length).toBe(0);
  });
});
