import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../src/core/package.ts';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import type { ResultsFolder } from '../../../support/figures/results-folder.ts';
import { syntheticResults } from '../../../support/figures/synthetic-results.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = syntheticResults();
});

/** The lines of a text. */
const lines = (text: string) => text.split('\n');

describe('table', () => {
  test.each(['text', 'csv', 'markdown', 'latex'])('prints values as %s', async (format) => {
    const { exitCode, stdout } = await vaeBench('table', results.path, '--format', format);
    expect(exitCode).toBe(0);
    const snapshot = `${packageRoot}/test/figures/tables/snapshots/values-${format}.txt`;
    expect(`${stdout}\n`).toBe(readFileSync(snapshot, 'utf8'));
  });

  test('compares two estimators', async () => {
    const options = ['--compare', 'reinforce-loo,arsm', '--metric', 'test_bound'];
    const { stdout } = await vaeBench('table', results.path, ...options);
    // Levels 9 and 2; t · s/√3 = 4.303 · 0.35/√3 = 0.87.
    expect(lines(stdout).at(-1)!.split(/ {2,}/)).toEqual([
      ...['C = 3', 'REINFORCE LOO (4)', 'ARSM (4)', '3', '4000', '+7.00', '[+6.13, +7.87]'],
      '3 of 3',
    ]);
  });

  test.each([
    ['ars', /^--compare takes two estimators, such as ars\+,ars; found "ars"\.$/],
    ['ars,ars', /takes two estimators/],
    ['ars,ars+,arsm', /takes two estimators.*found "ars,ars\+,arsm"\.$/],
    ['ars,disram', /^--compare takes .*; found "disram"\. Did you mean "disarm"\?$/],
    ['ars,', /found ""/],
  ])('refuses --compare %s', async (names, message) => {
    const ended = await vaeBench('table', results.path, '--compare', names);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
    expect(ended.stdout).toBe('');
  });

  test('refuses a format that there is not', async () => {
    const ended = await vaeBench('table', results.path, '--format', 'yaml');
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/^--format takes text, csv, markdown, latex; found "yaml"\./);
  });
});
