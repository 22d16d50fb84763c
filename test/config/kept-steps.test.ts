import { describe, expect, test } from 'vitest';
import {
  isKept,
  keptBeyond,
  stepsToKeep,
  keptUpTo,
  parseKeptSteps,
} from '../../src/config/kept-steps.ts';

/** A flag's argument, as the schema takes it. */
const read = (text: string) => stepsToKeep().nullable().safeParse(parseKeptSteps(text));

describe('checkpoint.keep', () => {
  test.each([
    ['0,1000, 5000', [0, 1000, 5000]],
    ['[5, 0]', [5, 0]],
    ['7', [7]],
    ['every 250', 'every 250'],
    ['null', null],
  ])('takes %j', (text, value) => {
    expect(read(text).data).toEqual(value);
  });

  test.each(['', '-1', '1.5', '3,3', '1,,2', 'every', 'every 0', 'every 05', 'every 1.5', 'all'])(
    'refuses %j and says what it takes',
    (text) => {
      expect(read(text).error?.issues[0]?.message).toMatch(
        /^must be a list of steps such as \[0, 1000, 5000\], each once, or "every 1000"$/,
      );
    },
  );

  test.each([
    [null, [], []],
    [[9, 0, 4, 12], [0, 4, 9], [12]],
    ['every 4', [0, 4, 8], []],
    ['every 20', [0], []],
  ])('of %j, steps up to 11 are %j, and those beyond %j', (keep, upTo, beyond) => {
    expect(keptUpTo(keep, 11)).toEqual(upTo);
    expect(keptBeyond(keep, 11)).toEqual(beyond);
    const steps = Array.from({ length: 12 }, (_, step) => step);
    expect(steps.filter((step) => isKept(keep, step))).toEqual(upTo);
  });
});
