import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, test } from 'vitest';
import { shownMetrics } from '../../../../src/metrics/table.ts';
import { vaeBench } from '../../../support/cli/vae-bench.ts';
import { configOf } from '../../../support/figures/results-folder.ts';
import type { ResultsFolder } from '../../../support/figures/results-folder.ts';
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
      /\nREINFORCE LOO is better than ARS and ARSM .* {2}2 for, 6 undecided\n/,
    );
    expect(stdout).toMatch(/\ntest bound +C = 3 +REINFORCE LOO \(3\) vs ARS \(3\) +\+8\.00 /);
    expect(stdout.match(/^metric /gm)).toHaveLength(6);
  });

  test('prints a row for every comparison as CSV', async () => {
    const { stdout } = await vaeBench('findings', results.path, '--format', 'csv');
    const rows: Record<string, string>[] = parse(stdout, { columns: true });
    // Comparisons of the six claims: 4 + 4 + 8 + 2 + 6 + 8.
    expect(rows).toHaveLength(32 * shownMetrics.length);
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
    results.seed('ars-c5/seed-0', { config: configOf('ars-c5', { variables: 4 }) });
    const { stdout } = await vaeBench('findings', results.path, '--metric', 'test_bound');
    expect(stdout).toMatch(/^Findings of .* \(variables = 20\)$/m);
    expect(stdout).toMatch(/^Findings of .* \(variables = 4\)$/m);
  });
});
