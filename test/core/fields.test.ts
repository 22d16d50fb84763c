import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSeeds } from '../../src/core/fields.ts';

describe('parseSeeds', () => {
  test.each([
    ['3', [3]],
    ['0', [0]],
    ['0-4', [0, 1, 2, 3, 4]],
    ['0-4,7', [0, 1, 2, 3, 4, 7]],
    ['7,0-2', [7, 0, 1, 2]],
    ['5-5', [5]],
    [' 1 - 3 , 8 ', [1, 2, 3, 8]],
    // 2^53 - 1, the largest safe integer.
    ['9007199254740991', [9007199254740991]],
  ])('reads "%s"', (text, seeds) => {
    expect(parseSeeds(text)).toEqual(seeds);
  });

  test.each([
    '',
    ',',
    '1,',
    'a',
    '-1',
    '1.5',
    '1e3',
    '4-0',
    '1--3',
    '1-2-3',
    '1 2',
    // 2^53, beyond which neighbours cannot be told apart.
    '9007199254740992',
    // A typing error that would fill the memory.
    '0-10000',
    '1-9999999999',
  ])('rejects "%s" and says what is expected', (text) => {
    expect(() => parseSeeds(text)).toThrow(
      `must be seeds such as 3, 0-4 or 0-4,7; found "${text}"`,
    );
  });

  test('reads back every list of seeds that is joined by commas', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat(), { minLength: 1 }), (seeds) => {
        expect(parseSeeds(seeds.join(','))).toEqual(seeds);
      }),
      { seed: 1 },
    );
  });
});
