import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../src/core/package.ts';
import { syntheticComparison } from '../../../support/comparisons/synthetic-comparison.ts';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const folder = sharedFolder();
const reproduction = join(packageRoot, 'docs', 'reproduction');
const runs = join(reproduction, 'figure1-short');
const labels = ['ars', 'ars+', 'arsm', 'arsm+', 'reinforce-loo:n=10', 'reinforce-loo:n=46'];

/** The last test bound of a series of the runs at C = 10, as the table that is kept of them has it. */
function boundOf(label: string): number {
  const rows: Record<string, string>[] = parse(readFileSync(join(reproduction, 'values.csv')), {
    columns: true,
  });
  const [name, samples] = label.split(':n=');
  const row = rows.find(
    (one) =>
      one.metric === 'test_bound' &&
      one.categories === '10' &&
      one.estimator === name &&
      (samples === undefined || one.evaluations === samples),
  );
  return Number(row!.final);
}

/** A comparison whose variances have the order of the runs' bounds, the smallest for the highest. */
function writeComparison(name: string, more: object = {}): string {
  const [template] = syntheticComparison.estimators;
  const path = join(folder, name);
  mkdirSync(path);
  const estimators = labels.map((label) => ({
    ...{ ...template, label, title: label, name: label.split(':')[0], settings: {} },
    evaluations: /^arsm|=46$/.test(label) ? 46 : 10,
    parts: template!.parts.map((part) => {
      const value = -boundOf(label);
      return { ...part, variance: { value, low: value, high: value } };
    }),
  }));
  const point = { ...syntheticComparison.point, ...more };
  const text = JSON.stringify({ ...syntheticComparison, point, estimators });
  writeFileSync(join(path, 'compare.json'), text);
  return path;
}

let point = '';
beforeAll(() => {
  point = writeComparison('point');
});

describe('vae-bench compare --predict', () => {
  test('tells how the order at points agrees with that of runs', async () => {
    const ended = await vaeBench('compare', point, '--predict', runs, '--format', 'csv');
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({ exitCode: 0 });
    const rows: Record<string, string>[] = parse(ended.stdout, { columns: true });
    expect(rows.map(({ predictor, metric }) => `${predictor} ${metric}`)).toEqual([
      ...['variance train_elbo', 'variance test_bound'],
      ...['variance_times_work train_elbo', 'variance_times_work test_bound'],
    ]);
    // The order itself and its reverse, of 6! = 720.
    expect(rows[1]).toMatchObject({
      ...{ categories: '10', variables: '20', estimators: '6', seeds_least: '3', seeds_most: '5' },
      ...{ spearman: '1', kendall: '1', exact: 'true', runs_step: '5000' },
      labels: labels.join(' '),
    });
    expect(Number(rows[1]!.spearman_p)).toBeCloseTo(2 / 720, 12);
  });

  test.each([
    ['no comparison', () => ['--predict', runs], /--predict needs comparisons/],
    ['a folder without one', () => [runs, '--predict', runs], /holds no comparison/],
    ['a folder without runs', () => [point, '--predict', folder], /holds no runs/],
    [
      'runs of other sizes',
      () => [writeComparison('other', { categories: 7 }), '--predict', runs],
      /has no runs of the sizes of these comparisons \(C = 7, V = 20\)/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const ended = await vaeBench('compare', ...args());
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });
});
