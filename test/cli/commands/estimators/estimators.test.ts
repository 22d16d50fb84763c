import { describe, expect, test } from 'vitest';
import { biasOf, byFamily, costOf } from '../../../../src/estimators/documents.ts';
import type { Estimator } from '../../../../src/estimators/contract.ts';
import { estimators } from '../../../../src/estimators/built-in.ts';
import type { EstimatorName } from '../../../../src/estimators/table.ts';
import { vaeBench } from '../../../support/cli/vae-bench.ts';

const table: readonly Estimator[] = Object.values(estimators);

describe('vae-bench estimators', () => {
  test('has a line for every estimator with its cost, bias and reference, by family', async () => {
    const { exitCode, stdout, stderr } = await vaeBench('estimators');
    expect([exitCode, stderr]).toEqual([0, '']);
    const rows = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows[0]).toEqual([
      ...['NAME', 'EVALUATIONS', 'C=10 V=20', 'BIAS', 'CATEGORIES', 'REFERENCE'],
    ]);
    const expected = byFamily(table).flatMap(([family, members]) => [
      [`${family}:`],
      ...members.map((estimator) => [
        estimator.name,
        costOf(estimator),
        expect.any(String) as string,
        biasOf(estimator),
        String(estimator.categories ?? 'any'),
        estimator.reference,
      ]),
    ]);
    expect(rows.slice(1, expected.length + 1)).toEqual(expected);
    expect(table.every(({ family }) => family !== undefined)).toBe(true);
  });

  test('--json prints the same as JSON, with the cost for some sizes', async () => {
    const { exitCode, stdout } = await vaeBench('estimators', '--json', '--categories', '5');
    expect(exitCode).toBe(0);
    const list = JSON.parse(stdout) as { name: string; evaluations: number | null }[];
    expect(list).toEqual(
      table.map(({ name, title, family, cost, unbiased, categories, reference, summary }) => ({
        ...{ name, title, family, cost, unbiased, categories: categories ?? null },
        ...{
          reference,
          summary,
          evaluations: expect.anything() as number,
          derivatives: expect.any(Number) as number,
        },
        // For two categories only, or too many configurations.
        ...(['arm', 'disarm', 'exact'].includes(name) && { evaluations: null }),
      })),
    );
    const costOfName = Object.fromEntries(list.map(({ name, evaluations }) => [name, evaluations]));
    // C, C(C−1)/2 + 1, V(C−1) + 1, the least S.
    expect(costOfName).toMatchObject({ 'ars+': 5, arsm: 11, 'local-expectation': 81, carms: 2 });
  });

  test.each([
    [['--unbiased'], (name: string) => estimators[name as EstimatorName].unbiased],
    [
      ['--needs-derivatives'],
      (name: string) => estimators[name as EstimatorName].derivatives !== undefined,
    ],
    [
      ['--without-derivatives', '--max-evaluations', '2', '--categories', '2'],
      (name: string) =>
        [
          ...[
            'reinforce',
            'reinforce+baseline',
            'nvil',
            'reinforce-loo',
            'arm',
            'disarm',
            'arsm++',
          ],
          ...['ars', 'ars+', 'ars++', 'ars+published', 'arsm', 'arsm+'],
          ...['disarm-sb', 'disarm-tree', 'disarm-iw', 'carms', 'unordered'],
        ].includes(name),
    ],
    [
      ['--max-evaluations', '1', '--unbiased'],
      (name: string) => /^(reinforce|reinforce\+baseline|nvil)$/.test(name),
    ],
  ])('%j lists those alone', async (options, belongs) => {
    const { stdout } = await vaeBench('estimators', '--json', ...options);
    const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(Object.keys(estimators).filter(belongs));
  });

  test('says so when no estimator is like that, and refuses what excludes itself', async () => {
    const none = await vaeBench(
      'estimators',
      '--needs-derivatives',
      '--max-evaluations',
      '1',
      '--unbiased',
    );
    expect([none.exitCode, none.stdout]).toEqual([0, 'No estimator is like that.']);
    const both = await vaeBench('estimators', '--needs-derivatives', '--without-derivatives');
    expect(both.exitCode).toBe(2);
    expect(both.stderr).toMatch(/--without-derivatives/);
  });
});
