import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { groupSeeds, summarise } from '../../src/figures/aggregate.ts';
import { readResults } from '../../src/figures/results.ts';
import { tableRows } from '../../src/figures/table.ts';

const header = 'step,epoch,function_evaluations,train_elbo,test_bound,grad_variance\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figures-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function seed(run: string, name: string, csv: string | undefined): void {
  const path = join(folder, run, name);
  mkdirSync(path, { recursive: true });
  const config = { estimator: run.split('-')[0], categories: 3, steps: 2 };
  writeFileSync(join(path, 'config.json'), JSON.stringify(config));
  if (csv !== undefined) writeFileSync(join(path, 'metrics.csv'), header + csv);
}

const of = (run: string, metric: 'test_bound' | 'grad_variance' = 'test_bound') => {
  const series = groupSeeds(readResults(folder)).find((one) => one.run === run);
  if (series === undefined) throw new Error(run);
  return summarise(series, metric);
};

describe('summarise', () => {
  it('gives mean and standard error over seeds, of final and of best values', () => {
    seed('ars-c3', 'seed-0', '1,0,1,-9,-1,4\n2,0,2,-9,-2,1\n');
    seed('ars-c3', 'seed-1', '1,0,1,-9,-7,2\n2,0,2,-9,-4,3\n');
    // Deviations of ±1 from −3: s² = 2, s/√2 = 1; of ±1.5 from −2.5: 1.5.
    const { step, final, best, leftOut } = of('ars-c3');
    expect(step).toBe(2);
    expect(final?.mean).toBeCloseTo(-3, 12);
    expect(final?.error).toBeCloseTo(1, 12);
    expect(best?.mean).toBeCloseTo(-2.5, 12);
    expect(best?.error).toBeCloseTo(1.5, 12);
    expect(leftOut).toEqual([]);
    expect(of('ars-c3', 'grad_variance').best?.mean).toBeCloseTo(1.5, 12);
  });

  it('leaves out and names seeds that are short, missing, torn or not finite', () => {
    seed('ars-c3', 'seed-0', '1,0,1,-9,-1,4\n2,0,2,-9,-2,1\n');
    seed('ars-c3', 'seed-1', '1,0,1,-9,-7,2\n');
    seed('ars-c3', 'seed-2', undefined);
    seed('ars-c3', 'seed-3', '1,0,1,-9,-7,2\n2,0,2,-9,-4,3');
    seed('ars-c3', 'seed-4', '1,0,1,-9,-7,2\n2,0,2,-9,NaN,3\n');
    const { final, leftOut } = of('ars-c3');
    expect(final).toEqual({ mean: -2, error: null, n: 1 });
    expect(leftOut).toEqual(['seed-1', 'seed-2', 'seed-3', 'seed-4']);
  });

  it('has no value without rows', () => {
    seed('ars-c3', 'seed-0', undefined);
    expect(of('ars-c3')).toEqual({
      ...{ step: 0, final: undefined, best: undefined },
      leftOut: ['seed-0'],
    });
  });
});

describe('tableRows', () => {
  it('ranks by what is better of the metric, and runs without a value last', () => {
    seed('ars-c3', 'seed-0', '2,0,2,-9,-2,3\n');
    seed('arm-c3', 'seed-0', '2,0,2,-9,-1,4\n');
    seed('exact-c3', 'seed-0', undefined);
    const ranks = (metric: 'test_bound' | 'grad_variance') =>
      tableRows(readResults(folder), metric).map(({ run, rank }) => [run, rank]);
    expect(ranks('test_bound')).toEqual([
      ['arm-c3', 1],
      ['ars-c3', 2],
      ['exact-c3', null],
    ]);
    expect(ranks('grad_variance')[0]).toEqual(['ars-c3', 1]);
  });
});

it('refuses a folder without runs', () => {
  expect(() => readResults(folder)).toThrow(UsageError);
  expect(() => readResults(join(folder, 'nowhere'))).toThrow(/nowhere holds no runs/);
});
