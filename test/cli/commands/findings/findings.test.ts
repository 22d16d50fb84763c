import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, test } from 'vitest';
import { shownMetrics } from '../../../../src/metrics/table.ts';
import { vaeBench } from '../../../support/cli/vae-bench.ts';
import { configOf, ResultsFolder } from '../../../support/figures/results-folder.ts';
import { syntheticResults } from '../../../support/figures/synthetic-results.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = syntheticResults();
});

describe('findings', () => {
  test('prints verdicts, and then the comparisons of each claim', async () => {
    const { exitCode, stdout, stderr } = await vaeBench('findings', results.path);
    expect([exitCode, stderr]).toEqual([0, '']);
    // At C = 3, REINFORCE LOO leads ARS by 8 and ARSM by 7 nats; there is nothing of C = 5 and 10.
    expect(stdout).toMatch(
      /\nREINFORCE LOO is better than ARS and ARSM .* {2}2 for, 6 without enough pairs\n/,
    );
    expect(stdout).toMatch(/\ntest bound +C = 3 +REINFORCE LOO \(3\) vs ARS \(3\) +\+8\.00 /);
    // Nothing speaks of ARSM+, of REINFORCE LOO at C = 2, and of growth: three of six claims are left.
    expect(stdout.match(/^metric /gm)).toHaveLength(3);
    expect(stdout).toMatch(/^No pair of runs speaks of: ARSM\+ is better .*; .*; For C > 2 .*\.$/m);
    expect(stdout).toMatch(/^reinforce-loo vs ars: no pair of runs \(C = 10, C = 5, C = 2\)$/m);
  });

  test('prints a row for every comparison as CSV', async () => {
    const { stdout } = await vaeBench('findings', results.path, '--format', 'csv');
    const rows: Record<string, string>[] = parse(stdout, { columns: true });
    // Comparisons of the claims that have pairs, those without among them: 4 + 8 + 6.
    expect(rows).toHaveLength(18 * shownMetrics.length);
    const [row] = rows.filter(
      ({ comparison, metric }) =>
        comparison === 'REINFORCE LOO (4) vs ARSM (4)' && metric === 'test_bound',
    );
    expect([row!.effect, row!.n, row!.comparison_verdict]).toEqual(['7', '3', 'holds']);
  });

  test.each([
    ['markdown', /^\| finding /m],
    ['latex', /^\\begin\{tabular\}\{llll\}$/m],
  ])('prints %s', async (format, pattern) => {
    const options = ['--format', format, '--metric', 'test_bound'];
    const { exitCode, stdout } = await vaeBench('findings', results.path, ...options);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(pattern);
  });

  test('judges each setting for itself', async () => {
    const other = (run: string, variables: number) => {
      results.seed(`${run}-v${variables}/seed-0`, { config: configOf(run, { variables }) });
    };
    other('ars-c3', 4);
    other('ars+-c3', 4);
    other('ars-c3', 5);
    const { stdout } = await vaeBench('findings', results.path, '--metric', 'test_bound');
    const settings = [...stdout.matchAll(/^Findings of .* \((.*)\)$/gm)].map(([, one]) => one);
    // There is nothing to compare with 5 variables.
    expect(settings.toSorted()).toEqual(['variables = 20', 'variables = 4']);
  });

  test('says so in one table when there is nothing to compare', async () => {
    const alone = new ResultsFolder();
    for (const variables of [3, 4]) {
      alone.seed(`ars-c5-v${variables}/seed-0`, { config: configOf('ars-c5', { variables }) });
    }
    const { exitCode, stdout } = await vaeBench('findings', alone.path);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      ...['Findings of Dong, Mnih and Tucker (2021)', '', 'finding  metric  verdict  comparisons'],
      expect.stringMatching(/^No pair of runs speaks of: (.*; ){5}For C > 2 /),
    ]);
    const csv = await vaeBench('findings', alone.path, '--format', 'csv');
    expect(csv.stdout).toMatch(/^setting,claim,metric,verdict,[^\n]*$/);
  });
});
