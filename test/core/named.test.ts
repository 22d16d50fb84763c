import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addPrefix, get, mapNamed, partition, stripPrefix } from '../../src/core/named.ts';

const records = fc.dictionary(fc.string(), fc.integer(), { noNullPrototype: true });

describe('named records', () => {
  test('come back from below a prefix as they were put under it', () => {
    fc.assert(
      fc.property(records, fc.string(), (record, prefix) => {
        expect(stripPrefix(addPrefix(prefix, record), prefix)).toEqual(record);
      }),
      { seed: 1 },
    );
  });

  test('below a prefix leave out the prefix itself and names that only begin like it', () => {
    const record = { encoder: 1, 'encoder/0': 2, 'encoders/0': 3, 'decoder/encoder/0': 4 };
    expect(stripPrefix(record, 'encoder')).toEqual({ '0': 2 });
  });

  test('are mapped value by value with the key at hand', () => {
    expect(mapNamed({ a: 1, b: 2 }, (value, key) => `${key}${value}`)).toEqual({
      a: 'a1',
      b: 'b2',
    });
  });

  test('are split into two parts that hold every entry once', () => {
    fc.assert(
      fc.property(records, (record) => {
        const [short, long] = partition(record, (key) => key.length < 5);
        expect({ ...short, ...long }).toEqual(record);
        expect(Object.keys(short).every((key) => key.length < 5)).toBe(true);
        expect(Object.keys(long).every((key) => key.length >= 5)).toBe(true);
      }),
      { seed: 2 },
    );
  });
});

describe('take', () => {
  test('gives the value of a key, falsy ones too', () => {
    expect(get({ zero: 0 }, 'zero')).toBe(0);
  });

  test('names the missing key and those there are', () => {
    expect(() => get({ a: 1, b: 2 }, 'c')).toThrow('No entry "c" among: a, b');
  });
});
