import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { walkResults } from '../../src/run-files/walk.ts';
import { ResultsFolder } from '../support/figures/results-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

/** Paths of the runs that are found, with whether a sweep plans them. */
const found = (folder = results.path) =>
  walkResults(folder).runs.map(({ directory, planned }) => [
    relative(results.path, directory.path),
    planned !== undefined,
  ]);

test('runs are found wherever they are, those of a sweep first and each once', () => {
  results.seed('s/b-c3/seed-1');
  results.seed('s/a-c3/seed-0');
  results.sweep('s', ['b-c3/seed-1', 'b-c3/seed-0', '../s-more/a-c3/seed-0']);
  expect(found()).toEqual([
    ['s/b-c3/seed-1', true],
    ['s/b-c3/seed-0', true],
    ['s-more/a-c3/seed-0', true],
    ['s/a-c3/seed-0', false],
  ]);
  expect(found(results.join('s/a-c3/seed-0'))).toEqual([['s/a-c3/seed-0', false]]);
});

test('a run is what has its name and a file of it, or its run.json or task.json', () => {
  const file = (folder: string, name: string) => {
    mkdirSync(results.join(folder), { recursive: true });
    writeFileSync(results.join(folder, name), '');
  };
  file('a/seed-0', 'metrics.csv');
  file('a/seed-1', 'notes.txt');
  file('a/copy', 'run.json');
  file('a/task', 'task.json');
  file('a/tools', 'config.json');
  mkdirSync(results.join('a/seed-2'));
  expect(found().map(([path]) => path)).toEqual(['a/copy', 'a/seed-0', 'a/task']);
});

test('a damaged sweep.json is named; its sound runs are found', () => {
  results.sweep('torn', ['a-c3/seed-0']);
  writeFileSync(results.join('torn/sweep.json'), '{"format": 1, "runs": [');
  results.sweep('part', []);
  const config = { estimator: 'ars', categories: 3, batchSize: 1, steps: 1 };
  const runs = [{ directory: 'a-c3/seed-0', config }, { directory: 'b' }];
  writeFileSync(results.join('part/sweep.json'), JSON.stringify({ format: 1, runs }));
  results.sweep('new', []);
  writeFileSync(results.join('new/sweep.json'), '{"format": 2, "runs": []}');
  const { runs: there, sweeps } = walkResults(results.path);
  expect(there.map(({ directory }) => relative(results.path, directory.path))).toEqual([
    'part/a-c3/seed-0',
  ]);
  expect(sweeps.map(({ directory, damage }) => [directory.name, damage?.problem])).toEqual([
    ['new', 'has no valid format'],
    ['part', 'has 1 run without a valid folder and configuration'],
    ['torn', 'is not JSON, or torn'],
  ]);
});

test('what is not there, or no folder, holds nothing', () => {
  writeFileSync(results.join('file'), '');
  for (const path of ['nowhere', 'file']) {
    expect(walkResults(join(results.path, path))).toEqual({
      runs: [],
      sweeps: [],
      closed: [],
      comparisons: [],
    });
  }
});
