import { describe, expect, test } from 'vitest';
import { biasOf } from '../../../../src/estimators/documents.ts';
import type { Estimator } from '../../../../src/estimators/contract.ts';
import { estimators } from '../../../../src/estimators/built-in.ts';
import { vaeBench } from '../../../support/cli/vae-bench.ts';

const table: readonly Estimator[] = Object.values(estimators);

describe('vae-bench estimators', () => {
  test('has a line for every estimator with its cost, bias and reference', async () => {
    const { exitCode, stdout, stderr } = await vaeBench('estimators');
    expect([exitCode, stderr]).toEqual([0, '']);
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['NAME', 'EVALUATIONS', 'BIAS', 'CATEGORIES', 'REFERENCE']);
    expect(rows.slice(1, table.length + 1)).toEqual(
      table.map((estimator) => [
        estimator.name,
        estimator.cost,
        biasOf(estimator),
        String(estimator.categories ?? 'any'),
        estimator.reference,
      ]),
    );
  });

  test('--json prints the same as JSON', async () => {
    const { exitCode, stdout } = await vaeBench('estimators', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      table.map(({ name, title, cost, unbiased, categories, reference, summary }) => ({
        ...{ name, title, cost, unbiased, categories: categories ?? null, reference, summary },
      })),
    );
  });
});
