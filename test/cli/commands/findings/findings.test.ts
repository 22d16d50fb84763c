import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, test } from 'vitest';
import { shownMetrics } from '../../../../src/metrics/table.ts';
import { vaeBench } from '../../../support/cli/vae-bench.ts';
import { configOf, metricsCsv, ResultsFolder } from '../../../support/figures/results-folder.ts';
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
    // Nothing speaks of ARSM+, of REINFORCE LOO at C = 2, of growth: of the benchmark's paper three claims
    // are left, and that DisARM is better than ARM.
    expect(stdout.match(/^metric /gm)).toHaveLength(4);
    expect(stdout).toMatch(
      /^No pair of runs speaks of: ARSM\+ is better .*; .*; For C > 2 .*; DisARM-SB, [^;]*\.$/m,
    );
    expect(stdout).toMatch(/^No pair of runs speaks of the claims of: Mnih and Gregor 2014; /m);
    expect(stdout).toMatch(/^reinforce-loo vs ars: no pair of runs \(C = 10, C = 5, C = 2\)$/m);
  });

  test('prints a row for every comparison as CSV', async () => {
    const { stdout } = await vaeBench('findings', results.path, '--format', 'csv');
    const rows: Record<string, string>[] = parse(stdout, { columns: true });
    // Comparisons of the claims that have pairs, those without among them: 4 + 8 + 6 + 1.
    expect(rows).toHaveLength(19 * shownMetrics.length);
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
    expect([...new Set(settings)].toSorted()).toEqual(['variables = 20', 'variables = 4']);
  });

  test('says so in one table when there is nothing to compare', async () => {
    const alone = new ResultsFolder();
    for (const variables of [3, 4]) {
      alone.seed(`ars-c5-v${variables}/seed-0`, { config: configOf('ars-c5', { variables }) });
    }
    const { exitCode, stdout } = await vaeBench('findings', alone.path);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      ...['Findings', '', 'finding  metric  verdict  comparisons'],
      expect.stringMatching(
        /^No pair of runs speaks of the claims of: Dong, Mnih, Tucker 2021; Mnih and Gregor 2014; /,
      ),
    ]);
    const csv = await vaeBench('findings', alone.path, '--format', 'csv');
    expect(csv.stdout).toMatch(/^setting,claim,metric,verdict,[^\n]*$/);
  });

  describe('of several papers', () => {
    /** Runs of two seeds at C = 2, of which the first estimator has the best bounds. */
    function compared(...names: string[]): string {
      const folder = new ResultsFolder();
      for (const [at, name] of names.entries()) {
        for (const seed of [0, 1]) {
          const row = {
            step: 100,
            bound: -100 - at - seed / 100,
            elbo: -110 - at,
            variance: 1 + at,
          };
          const metrics = metricsCsv([row], 2);
          folder.seed(`${name}-c2/seed-${seed}`, { config: configOf(`${name}-c2`), metrics });
        }
      }
      return folder.path;
    }

    const verdictsOf = async (path: string, ...more: string[]) => {
      const { stdout } = await vaeBench('findings', path, '--format', 'csv', ...more);
      const rows: Record<string, string>[] = parse(stdout, { columns: true });
      return rows
        .filter(({ n }) => n === '2')
        .map(({ paper, claim, metric, verdict, conditions }) => ({
          ...{ paper, claim, metric, verdict, conditions },
        }));
    };

    test('has a table for each paper, with what differs there', async () => {
      const { stdout } = await vaeBench('findings', compared('disarm', 'arm', 'ars+', 'ars'));
      const titles = [...stdout.matchAll(/^Findings of .*$/gm)].map(([title]) => title);
      expect(titles).toEqual([
        ...[2021, 2020].map((year) => `Findings of Dong, Mnih and Tucker (${year})`),
      ]);
      expect(stdout).toMatch(/^DisARM is better than ARM +test bound +holds +1 for$/m);
      expect(stdout).toMatch(/^Conditions differ: .*Omniglot/m);
    });

    test('judges the claims and papers that are asked for', async () => {
      const path = compared('disarm', 'arm', 'ars+', 'ars');
      const claims = async (...names: string[]) => [
        ...new Set((await verdictsOf(path, '--claims', ...names)).map(({ claim }) => claim)),
      ];
      expect(await claims('dong-2020')).toEqual(['disarm over arm']);
      expect(await claims('disarm over arm,dong-2021')).toEqual([
        'ars+ over ars',
        'disarm over arm',
      ]);
      const { exitCode, stderr } = await vaeBench('findings', path, '--claims', 'dong-2022');
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(
        /--claims takes dong-2021, .*; found "dong-2022"\. Did you mean "dong-202/,
      );
    });

    test('ranks biased estimators by what their papers rank them by', async () => {
      const path = compared(
        'reinmax',
        'straight-through',
        'st-gumbel-softmax',
        'rao-gumbel-softmax',
      );
      expect(await verdictsOf(path, '--claims', 'liu-2023,paulus-2021')).toMatchObject([
        // Rao-Blackwellised, with the largest variance and the worst bound of all.
        { claim: 'rao-gumbel-softmax over st-gumbel-softmax', metric: 'grad_variance' },
        { claim: 'rao-gumbel-softmax over straight-through', metric: 'test_bound' },
        ...['train_elbo', 'train_elbo', 'test_bound', 'test_bound'].map((metric) => ({
          ...{ claim: 'reinmax over straight-through', metric, verdict: 'holds' },
        })),
      ]);
    });
  });
});
