import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOf, shortened, whyTooLong } from '../../src/core/file-names.ts';

describe('a value as a part of a name', () => {
  test.each<[unknown, string]>([
    [0.5, '0.5'],
    [1e-7, '1e-7'],
    [-3, '-3'],
    [true, 'true'],
    [null, 'null'],
    ['cosine', 'cosine'],
    ['ars+', 'ars+'],
    [[512, 256], '512x256'],
  ])('%j is %s', (value, name) => {
    expect(nameOf(value)).toBe(name);
  });

  test.each<[unknown, RegExp]>([
    ['a b', /^a_b_[0-9a-f]{10}$/],
    ['/results/of/a_b', /^results_of_a_b_[0-9a-f]{10}$/],
    ['Capital', /^Capital_[0-9a-f]{10}$/],
    ['5', /^5_[0-9a-f]{10}$/],
    ['true', /^true_[0-9a-f]{10}$/],
    ['', /^_[0-9a-f]{10}$/],
    [{ a: 1 }, /^a_1_[0-9a-f]{10}$/],
    [['a b', 'a_b'], /^a_b_a_b_[0-9a-f]{10}$/],
    [[1, [2]], /^1_2_[0-9a-f]{10}$/],
    ['x'.repeat(500), /^x{24}_[0-9a-f]{10}$/],
  ])('%j has a readable part and a hash', (value, name) => {
    expect(nameOf(value)).toMatch(name);
  });

  test('a list that is one in any case needs no hash', () => {
    expect(nameOf([512], [], true)).toBe('512');
    expect(nameOf([512])).not.toBe('512');
  });

  test('differs from that of any other value, also where letter case does not count', () => {
    const word = fc.oneof(
      fc.constantFrom('a b', 'a_b', 'A b', '1', '1x2', 'true', 'null', '', 'ä', 'a-b', 'a'),
      fc.string(),
    );
    const value = fc.oneof(word, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    const any = fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.array(fc.array(fc.nat(9))));
    fc.assert(
      fc.property(any, any, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(nameOf(one).toLowerCase() === nameOf(other).toLowerCase()).toBe(same);
        // So that the parts of a longer name can be told apart, and it is a name anywhere.
        expect(nameOf(one)).toMatch(/^[A-Za-z0-9._+-]*$/);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe('a name that is too long for a folder', () => {
  test('has a short form, the same at every time', () => {
    const name = `ars+-c5-${'a'.repeat(300)}`;
    expect(shortened(name)).toMatch(/^ars\+-c5-a{92}_[0-9a-f]{10}$/);
    expect(shortened(name)).toBe(shortened(name));
    expect(shortened(name)).not.toBe(shortened(`${name}b`));
    expect(shortened(name.slice(0, 255))).toBe(name.slice(0, 255));
  });
});

describe('a path', () => {
  test('is measured in bytes, name by name', () => {
    expect(whyTooLong(`/a/${'é'.repeat(127)}/b`)).toBeUndefined();
    expect(whyTooLong(`/a/${'é'.repeat(128)}/b`)).toMatch(/"é{20}…" has 256 bytes/);
  });

  test.runIf(process.platform === 'linux')('is measured as a whole', () => {
    const deep = `/${'d'.repeat(200)}`.repeat(20);
    expect(whyTooLong(deep)).toBeUndefined();
    expect(whyTooLong(`${deep}/${'e'.repeat(80)}`)).toMatch(
      /up to 4101 bytes; this system takes 4095/,
    );
  });
});
