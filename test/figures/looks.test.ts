import { describe, expect, test } from 'vitest';
import { estimatorNames } from '../../src/estimators/table.ts';
import { appearanceOf, isMerged } from '../../src/figures/appearance.ts';
import { distinctLooks, withMarker } from '../../src/figures/looks.ts';
import type { Look } from '../../src/figures/looks.ts';
import { markerNames } from '../../src/figures/markers.ts';
import { ResultsFolder } from '../support/figures/results-folder.ts';

const textOf = ({ colour, merged, marker }: Look) => `${colour} ${merged} ${marker}`;

/** Pairs of lines that nothing tells apart. */
const alike = (lines: readonly (Look & { readonly label: string })[]) =>
  lines.flatMap((one, at) =>
    lines
      .slice(at + 1)
      .filter((other) => textOf(one) === textOf(other))
      .map((other) => `${one.label} and ${other.label}`),
  );

const plugins = Array.from({ length: 20 }, (_, at) => `plugin-${String(at).padStart(2, '0')}`);

test('estimators and plugins differ in colour, dash or marker, each from each', () => {
  const all = [...estimatorNames, ...plugins];
  const lines = all.map((name) => {
    const { title: label, colour, marker } = appearanceOf(name, all);
    return { label, colour, marker, merged: isMerged(name, 2, 2) };
  });
  expect(alike(lines)).toEqual([]);
});

test('so do all series of a folder with all estimators in several experiments, in every row', () => {
  const results = new ResultsFolder();
  for (const name of estimatorNames) {
    for (const experiment of ['first', 'second']) {
      results.seed(`${experiment}/${name}-c2/seed-0`);
      if (name !== 'arm' && name !== 'disarm') results.seed(`${experiment}/${name}-c3/seed-0`);
    }
  }
  const panels = results.panels();
  const all = 2 * estimatorNames.length;
  // ARM and DisARM are for two categories.
  expect(panels.map(({ series }) => series.length)).toEqual([all - 4, all]);
  for (const { series } of panels) expect(alike(series)).toEqual([]);
});

test('so do thirty experiments with one estimator', () => {
  const results = new ResultsFolder();
  for (let at = 0; at < 30; at += 1) results.seed(`trial-${at}/ars-c3/seed-0`);
  const [panel] = results.panels();
  expect(panel!.series).toHaveLength(30);
  expect(alike(panel!.series)).toEqual([]);
});

const vermillion: Look = { colour: '#d55e00', merged: false, marker: null };

describe('looks of lines', () => {
  const line = (kind: string, look: Partial<Look> = {}) => ({ ...vermillion, ...look, kind });

  const looks = (charts: readonly (readonly ReturnType<typeof line>[])[]) =>
    distinctLooks(charts, ({ kind }) => kind);

  test('are their own where they differ', () => {
    const lines = [line('a'), line('b', { merged: true }), line('c', { colour: '#0072b2' })];
    expect(looks([lines])).toEqual([lines]);
    expect(looks([[line('a')], [line('b')]])).toEqual([[line('a')], [line('b')]]);
  });

  test('get markers where they do not, the same of one kind in every chart', () => {
    const [small, large] = looks([[line('b')], [line('a'), line('b')]]);
    expect(large!.map(({ marker }) => marker)).toEqual([null, markerNames[0]]);
    expect(small!.map(({ marker }) => marker)).toEqual([markerNames[0]]);
  });

  test('get other colours when markers run out, and keep their dash', () => {
    const lines = Array.from({ length: 12 }, (_, at) => line(`${at}`, { merged: true }));
    const [found] = looks([lines]);
    expect(new Set(found!.map(textOf)).size).toBe(12);
    expect(new Set(found!.map(({ colour }) => colour)).size).toBe(2);
    expect(found!.every(({ merged }) => merged)).toBe(true);
  });
});

test('a line that gets a marker gets one that no other has, while there are any', () => {
  const taken = markerNames.slice(0, 3).map((marker) => ({ ...vermillion, marker }));
  expect(withMarker(vermillion, taken).marker).toBe(markerNames[3]);
  const blue = markerNames.map((marker) => ({ ...vermillion, colour: '#0072b2', marker }));
  expect(withMarker(vermillion, blue).marker).toBe(markerNames[0]);
});
