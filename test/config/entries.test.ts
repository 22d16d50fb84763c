import { describe, expect, test } from 'vitest';
import { entriesFromSet, mergeEntries, nest, originOf } from '../../src/config/entries.ts';
import type { Entry } from '../../src/config/entries.ts';
import { parseValue } from '../../src/config/flags.ts';

const entry = (path: string, value: unknown, origin = 'a.json:1'): Entry => ({
  path: path.split('.'),
  value,
  origin,
});

describe('mergeEntries', () => {
  test('lets the later of two entries at one path win and keeps the others', () => {
    const [old, other, late] = [entry('a.b', 1), entry('a.c', 2), entry('a.b', 3)];
    expect(mergeEntries([old, other, late])).toEqual([other, late]);
  });

  test('lets a value replace all entries below it', () => {
    const late = entry('a', 3);
    expect(mergeEntries([entry('a.b', 1), entry('a.c.d', 2), late])).toEqual([late]);
  });

  test('lets a value replace an entry above it', () => {
    const late = entry('a.b', 3);
    expect(mergeEntries([entry('a', 1), late])).toEqual([late]);
  });

  test('does not take a name for the beginning of a longer one', () => {
    const entries = [entry('a', 1), entry('ab', 2), entry('b.a', 3)];
    expect(mergeEntries(entries)).toEqual(entries);
  });
});

describe('nest', () => {
  test('builds the object that the paths describe', () => {
    expect(nest([entry('a.b', 1), entry('a.c.d', [2]), entry('e', null)])).toEqual({
      a: { b: 1, c: { d: [2] } },
      e: null,
    });
  });

  test('takes __proto__ and constructor for keys like any other', () => {
    const object = nest([entry('__proto__.polluted', 1), entry('constructor.polluted', 2)]);
    expect(Object.keys(object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((Object as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('originOf', () => {
  const entries = [entry('a.b', 1, 'b:1'), entry('a.c', 2, 'c:2'), entry('d', 3, 'd:3')];

  test.each([
    ['the entry itself', 'a.c', 'c:2'],
    ['the first entry below', 'a', 'b:1'],
    ['the entry above', 'd.x', 'd:3'],
    ['nothing', 'e', undefined],
  ])('is that of %s', (_, path, origin) => {
    expect(originOf(entries, path.split('.'))).toBe(origin);
  });
});

describe('entriesFromSet', () => {
  test.each([
    ['steps=10', ['steps'], 10],
    ['optimiser.beta1=0.5', ['optimiser', 'beta1'], 0.5],
    ['data.directory=a=b', ['data', 'directory'], 'a=b'],
    ['model.encoderHidden=[3, 4]', ['model', 'encoderHidden'], [3, 4]],
    ['data.directory=null', ['data', 'directory'], null],
    [' steps =10', ['steps'], 10],
    ['name=', ['name'], ''],
  ])('reads "%s"', (argument, path, value) => {
    const origin = `--set ${argument}`;
    expect(entriesFromSet(argument, parseValue)).toEqual([{ path, value, origin }]);
  });

  test.each(['steps', '=3', ''])('rejects "%s" and shows how it is written', (argument) => {
    expect(() => entriesFromSet(argument, parseValue)).toThrow('must be path=value, such as');
  });
});
