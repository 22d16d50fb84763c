import { describe, expect, test } from 'vitest';
import { estimators } from '../../src/estimators/built-in.ts';
import { estimatorNames } from '../../src/estimators/table.ts';
import { appearanceOf, isMerged } from '../../src/figures/appearance.ts';
import { ciede2000, contrast, seenDifference, visions } from '../support/figures/colour-vision.ts';
import type { Vision } from '../support/figures/colour-vision.ts';

const appearances = Object.fromEntries(
  estimatorNames.map((name) => [name, appearanceOf(name, [...estimatorNames])]),
);

test('every estimator of vae-bench is shown under the title that it has itself', () => {
  const titles = Object.entries(appearances).map(([name, { title }]) => [name, title]);
  expect(titles).toEqual(Object.values(estimators).map(({ name, title }) => [name, title]));
});

/** Plugins get one of these, by their place. */
const plugins = ['a', 'b', 'c', 'd', 'e'];

const colours = new Set([
  ...Object.values(appearances).map(({ colour }) => colour),
  ...plugins.map((name) => appearanceOf(name, plugins).colour),
]);

describe('what the colours are measured with', () => {
  // Sharma, Wu and Dalal (2005), table 1, rows 1, 4, 7, 9, 17, 24, 25 and 34.
  test.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [50, 3.2592, 0.335], 1],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ] as const)('gives %j and %j the difference %d', (one, other, difference) => {
    expect(ciede2000(one, other)).toBeCloseTo(difference, 4);
    expect(ciede2000(other, one)).toBeCloseTo(difference, 4);
  });

  test('finds what each vision confuses, and keeps white and black', () => {
    // WCAG: 21 is the largest contrast there is.
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 12);
    const unlike = (one: string, other: string) =>
      (Object.keys(visions) as Vision[]).filter(
        (vision) => seenDifference(one, other, vision) > 10,
      );
    // Red and green of the same lightness; a blue and a green that differ in blue alone.
    expect(unlike('#d06060', '#709040')).not.toContain('deuteranopia');
    expect(unlike('#008fa0', '#0090c0')).not.toContain('tritanopia');
    expect(unlike('#ffffff', '#000000')).toHaveLength(4);
  });
});

describe.each([...colours])('the colour %s', (colour) => {
  // WCAG 2.2, 1.4.11: graphical objects need a contrast of 3.
  test.each([
    ['paper', '#ffffff'],
    ["the report's dark page", '#16181d'],
  ])('stands out from %s', (_, background) => {
    expect(contrast(colour, background)).toBeGreaterThan(3);
  });
});

describe.each(Object.keys(visions) as Vision[])('colours under %s', (vision) => {
  /** Pairs that differ by less than ten times what is just noticeable. */
  const alike = (all: readonly string[]) =>
    all.flatMap((one, at) =>
      all.slice(at + 1).flatMap((other) => {
        const difference = seenDifference(one, other, vision);
        return difference < 10 ? [`${one} ${other}: ${difference.toFixed(1)}`] : [];
      }),
    );

  test('of the estimators that the paper compares differ clearly', () => {
    const paper = ['reinforce-loo', 'ars', 'ars+', 'arm', 'disarm', 'ars+published'];
    const shown = paper.map((name) => appearances[name]!.colour);
    expect(new Set(shown).size).toBe(paper.length);
    expect(alike(shown)).toEqual([]);
  });

  test('of all estimators and plugins do, where they are not the same', () => {
    expect(alike([...colours])).toEqual([]);
  });
});

describe('an estimator that is not of vae-bench', () => {
  test('has its name for a title, and a colour that the paper’s estimators do not have', () => {
    const { title, colour } = appearanceOf('mine', ['ars', 'mine']);
    expect(title).toBe('mine');
    const taken = ['reinforce-loo', 'ars', 'ars+', 'arm', 'disarm', 'ars+published'];
    expect(taken.map((name) => appearances[name]!.colour)).not.toContain(colour);
  });

  test('has the same colour in whatever order and however often names come', () => {
    const colourOf = (all: readonly string[]) => appearanceOf('b', all).colour;
    const expected = colourOf(['a', 'b', 'c']);
    expect(colourOf(['c', 'ars', 'b', 'b', 'a', 'c'])).toBe(expected);
    expect(colourOf(['b'])).not.toBe(expected);
  });

  test('shares no colour with four others, and there is one for each of many', () => {
    const five = plugins.map((name) => appearanceOf(name, plugins).colour);
    expect(new Set(five).size).toBe(5);
    const many = Array.from({ length: 12 }, (_, at) => `plugin-${at}`);
    for (const name of many) expect(colours).toContain(appearanceOf(name, many).colour);
  });
});

describe('dashed lines', () => {
  // C and C(C−1)/2 + 1: 2 and 2, 3 and 4, 5 and 11, 10 and 46.
  test.each([
    [2, 2, false],
    [3, 3, false],
    [3, 4, true],
    [5, 5, false],
    [5, 11, true],
    [10, 10, false],
    [10, 46, true],
    [10, 45, false],
    [10, 0, false],
  ])('with C = %d, %d evaluations are dashed: %s', (categories, evaluations, dashed) => {
    expect(isMerged('reinforce-loo', categories, evaluations)).toBe(dashed);
  });

  test('are those of ARSM and ARSM+ for every C, to tell them from ARS and ARS+ at C = 2', () => {
    const names = Object.keys(estimators).filter((name) => isMerged(name, 2, 2));
    expect(names).toEqual(['arsm', 'arsm+', 'arsm++']);
    expect(isMerged('arsm', 3, 4)).toBe(true);
  });
});
