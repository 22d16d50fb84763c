import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFolders, titleOf } from '../../src/figures/folders.ts';
import { ResultsFolder } from '../support/figures/results-folder.ts';

const paths = (...folders: readonly string[]) => readFolders(folders).seeds.map(({ path }) => path);

describe('several folders', () => {
  test('are read as one, below the folder that holds them', () => {
    const results = new ResultsFolder();
    results.seed('before/ars-c3/seed-0');
    results.seed('after/ars-c3/seed-0');
    results.seed('other/ars-c3/seed-0');
    const both = [results.join('before'), results.join('after')];
    expect(readFolders(both).folder).toBe(results.path);
    expect(paths(...both)).toEqual(['before/ars-c3/seed-0', 'after/ars-c3/seed-0']);
    // A name that begins like another one is another folder.
    results.seed('before-all/ars-c3/seed-0');
    expect(paths(results.join('before'), results.join('before-all'))).toHaveLength(2);
  });

  test('have a run once that is in two of them', () => {
    const results = new ResultsFolder();
    results.seed('before/ars-c3/seed-0');
    const inner = results.join('before', 'ars-c3');
    expect(paths(results.path, inner, results.path)).toEqual(['before/ars-c3/seed-0']);
    expect(paths(inner, inner)).toEqual(['seed-0']);
  });

  test('may lie anywhere, and one alone is read as ever', () => {
    const [one, other] = [new ResultsFolder(), new ResultsFolder()];
    one.seed('ars-c3/seed-0');
    other.seed('ars-c3/seed-0');
    expect(paths(one.path)).toEqual(['ars-c3/seed-0']);
    expect(paths(one.path, other.path)).toEqual(
      [one, other].map(({ path }) => join(basename(path), 'ars-c3/seed-0')),
    );
    expect(titleOf(['results/before', 'results/after/'])).toBe('before and after');
  });
});
