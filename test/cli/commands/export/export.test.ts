import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import { mixedResults } from '../../../support/figures/export-results.ts';
import type { ResultsFolder } from '../../../support/figures/results-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

let results: ResultsFolder;
let out: string;

beforeEach(() => {
  results = mixedResults();
  out = join(temporaryFolder(), 'new', 'folder');
});

describe('export', () => {
  test('writes CSV and Parquet, tells where, and names what is not complete', async () => {
    const { exitCode, stdout, stderr } = await vaeBench('export', results.path, '-o', out);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([join(out, 'runs.csv'), join(out, 'runs.parquet')]);
    expect(stderr.split('\n')).toEqual([
      'e/reinforce-loo-c3-n3/seed-1: failed, at step 1 of 2: the disk is full',
      'f/arm-c2/seed-0: damaged, metrics.csv is damaged: line 3 has 7 values, not 6',
      'f/arm-c2/seed-1: damaged, metrics.csv ends at step 1 of 2',
      'f/arm-c2/seed-2: damaged, no readable config.json',
      'f/arm-c2/seed-10: waiting',
    ]);
    const bytes = ['runs.csv', 'runs.parquet'].map((name) => readFileSync(join(out, name)));
    await vaeBench('export', results.path, '-o', out);
    expect(['runs.csv', 'runs.parquet'].map((name) => readFileSync(join(out, name)))).toEqual(
      bytes,
    );
  });

  test('writes the runs and formats that are asked for, and one run alone', async () => {
    const chosen = ['--estimator', 'ars', '--format', 'csv'];
    await vaeBench('export', results.path, '-o', out, ...chosen);
    const table = readFileSync(join(out, 'runs.csv'), 'utf8');
    expect(existsSync(join(out, 'runs.parquet'))).toBe(false);
    const one = await vaeBench('export', results.join('e/ars-c3/seed-0'), '-o', out, ...chosen);
    expect(one).toMatchObject({ exitCode: 0, stderr: '' });
    const names = (text: string) => text.replaceAll(/\b(e\/ars-c3\/)?seed-0/g, 'seed-0');
    expect(names(readFileSync(join(out, 'runs.csv'), 'utf8'))).toBe(names(table));
  });

  test('refuses a format that there is not, and a place that is a file', async () => {
    const format = await vaeBench('export', results.path, '--format', 'csv,xlsx');
    expectUserError(format, 2);
    expect(format.stderr).toBe('--format takes csv, parquet, mlflow; found "xlsx".');
    const file = results.join('e/ars-c3/seed-0/run.json');
    const place = await vaeBench('export', results.path, '-o', file);
    expectUserError(place, 1);
    expect(place.stderr).toMatch(/run\.json cannot be made \(EEXIST\)/);
  });
});
