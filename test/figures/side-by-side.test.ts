import { beforeEach, expect, test } from 'vitest';
import { readFolders } from '../../src/figures/folders.ts';
import { readRunsOrComparisons } from '../../src/figures/results.ts';
import { facetsOf, folderPanels, folderSettings } from '../../src/figures/side-by-side.ts';
import { estimatorsView } from '../../src/figures/view.ts';
import { RunReader } from '../../src/run-files/run-reader.ts';
import { writeComparison } from '../support/comparisons/comparison-folder.ts';
import { configOf, ResultsFolder } from '../support/figures/results-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

const read = (...names: readonly string[]) => {
  const folders = names.map((name) => results.join(name));
  return { folders, found: readFolders(folders, new RunReader(), readRunsOrComparisons) };
};

const titles = (all: ReturnType<typeof folderPanels>) =>
  all.map(({ name, panels }) => [name, panels.map(({ title }) => title)]);

test('each of several folders has panels of its own, though a setting differs between them', () => {
  results.seed('short/ars-c3/seed-0');
  results.seed('short/ars-c5/seed-0');
  const config = configOf('ars-c3', { batchSize: 20 });
  results.seed('long/ars-c3/seed-0', { config });
  const { folders, found } = read('short', 'long');
  const all = folderPanels(found, folders, estimatorsView);
  expect(titles(all)).toEqual([
    ['short', ['C = 5', 'C = 3']],
    ['long', ['C = 3']],
  ]);
  expect(facetsOf(all).map(({ title, panels }) => [title, panels.map(Boolean)])).toEqual([
    ['C = 5', [true, false]],
    ['C = 3', [true, true]],
  ]);
  expect(folderSettings(all)).toEqual([['batchSize = 10'], ['batchSize = 20']]);
});

test('one folder, and folders that colours or rows tell apart, are shown together', () => {
  results.seed('a/ars-c3/seed-0');
  results.seed('b/ars-c3/seed-0');
  const { folders, found } = read('a', 'b');
  for (const view of [
    { colour: ['folder'], facet: [] },
    { colour: [], facet: ['folder'] },
  ]) {
    const [only, ...more] = folderPanels(found, folders, view);
    expect([only!.name, only!.seeds.length, more]).toEqual(['', 2, []]);
  }
  const alone = folderPanels(found, folders.slice(0, 1), estimatorsView);
  expect(alone.map(({ name }) => name)).toEqual(['']);
  expect(folderSettings(alone)).toEqual([]);
});

test('a folder of comparisons alone stands beside none', () => {
  results.seed('short/ars-c3/seed-0');
  results.seed('long/ars-c3/seed-0');
  writeComparison(results.join('compared/at-the-end'));
  writeComparison(results.join('long/compared'));
  const panelsIn = (...names: readonly string[]) => {
    const { folders, found } = read(...names);
    return titles(folderPanels(found, folders, estimatorsView));
  };
  expect(panelsIn('short', 'compared', 'long')).toEqual([
    ['short', ['C = 3']],
    ['long', ['C = 3']],
  ]);
  expect(panelsIn('compared', 'short')).toEqual([['', ['C = 3']]]);
});

test('folders that would be called alike have the way to them as their names', () => {
  results.seed('x/runs/ars-c3/seed-0');
  results.seed('y/runs/ars-c3/seed-0');
  const { folders, found } = read('x/runs', 'y/runs');
  const all = folderPanels(found, folders, estimatorsView);
  expect(all.map(({ name }) => name)).toEqual(['x/runs', 'y/runs']);
});

test('an estimator of a plugin looks the same in all folders', () => {
  for (const name of ['other', 'mine']) {
    results.seed(`a/${name}-c3/seed-0`);
  }
  results.seed('b/other-c3/seed-0');
  const { folders, found } = read('a', 'b');
  const [one, two] = folderPanels(found, folders, estimatorsView);
  const colourOf = (panels: (typeof one & object)['panels']) =>
    panels[0]!.series.find(({ estimator }) => estimator === 'other')!.colour;
  expect(colourOf(one!.panels)).toBe(colourOf(two!.panels));
});
