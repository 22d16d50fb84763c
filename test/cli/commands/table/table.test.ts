import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../src/core/package.ts';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import { configOf, metricsCsv, ResultsFolder } from '../../../support/figures/results-folder.ts';
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
    ['ars', /^--compare takes two groups of runs, such as ars\+,ars or .*; found "ars"\.$/],
    ['ars,ars', /takes two groups/],
    ['ars,ars+,arsm', /takes two groups.*found "ars,ars\+,arsm"\.$/],
    [
      'ars,disram',
      // Every name once, whatever number of runs it has.
      /^--compare takes arm, ars, ars\+, arsm, disarm, exact, mine_50%, reinforce-loo; found "disram"\. Did you mean "disarm"\?$/,
    ],
    ['ars,', /found ""/],
  ])('refuses --compare %s', async (names, message) => {
    const ended = await vaeBench('table', results.path, '--compare', names);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
    expect(ended.stdout).toBe('');
  });

  test('compares settings: all in one table, or two of them by pairs of seeds', async () => {
    const study = new ResultsFolder();
    for (const [encoderLearningRate, bound] of [
      [1e-4, -3],
      [3e-4, -2],
      [1e-3, -4],
    ] as const) {
      for (const seed of [0, 1]) {
        const config = configOf('ars+-c3', { optimiser: { encoderLearningRate } });
        const metrics = metricsCsv([{ step: 1 }, { step: 2, bound: bound - seed }]);
        study.seed(`ars+-c3-${encoderLearningRate}/seed-${seed}`, { config, metrics });
      }
    }
    const cellsOf = (text: string) =>
      lines(text)
        .slice(3)
        .map((line) => line.split(/ {2,}/));
    const { stdout } = await vaeBench('table', study.path, '--metric', 'test_bound');
    expect(cellsOf(stdout).map(([panel, rank, label]) => [panel, rank, label])).toEqual([
      ...[['C = 3', '1', 'ARS+ (3), encoderLearningRate = 0.0003']],
      ...[['C = 3', '2', 'ARS+ (3), encoderLearningRate = 0.0001']],
      ...[['C = 3', '3', 'ARS+ (3), encoderLearningRate = 0.001']],
    ]);
    const pair = ['--compare', 'optimiser.encoderLearningRate=1e-4,3e-4', '--metric', 'test_bound'];
    const compared = await vaeBench('table', study.path, ...pair);
    expect(cellsOf(compared.stdout)[0]!.slice(3, 6)).toEqual(['2', '2', '-1.00']);
    // Rows for each rate, as it was before, where that is asked for.
    const rows = await vaeBench('table', study.path, '--facet', 'encoder-lr', ...pair.slice(2));
    expect(cellsOf(rows.stdout).map(([, rank]) => rank)).toEqual(['1', '1', '1']);
    for (const refused of [
      ['--colour', 'rate'],
      ['--colour', 'encoder-lr', '--facet', 'encoder-lr'],
      ['--colour', 'encoder-lr', ...pair],
    ]) {
      expectUserError(await vaeBench('table', study.path, ...refused), 2);
    }
  });

  test('refuses a format that there is not', async () => {
    const ended = await vaeBench('table', results.path, '--format', 'yaml');
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/^--format takes text, csv, markdown, latex; found "yaml"\./);
  });
});
