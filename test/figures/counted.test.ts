import { beforeEach, describe, expect, test } from 'vitest';
import { countedSeeds, shownNote } from '../../src/figures/counted.ts';
import type { Metric } from '../../src/metrics/table.ts';
import {
  configOf,
  metricsCsv,
  recordOf,
  ResultsFolder,
} from '../support/figures/results-folder.ts';
import type { MetricsRow, SeedFiles } from '../support/figures/results-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

/** Writes seeds 0, 1, … of a run of 4 steps. */
function write(...seeds: readonly SeedFiles[]): void {
  seeds.forEach((files, seed) => {
    results.seed(`ars-c3/seed-${seed}`, { config: configOf('ars-c3', { steps: 4 }), ...files });
  });
}

const upTo = (step: number, last: Partial<MetricsRow> = {}): SeedFiles => {
  const rows = Array.from({ length: step }, (_, at) => ({ step: at + 1 }));
  return { metrics: metricsCsv([...rows.slice(0, -1), { step, ...last }]) };
};

const running = { record: recordOf('running') };

/** The step, the seeds that count, and what is said of seeds. */
function counted(metric: Metric = 'test_bound') {
  const { step, seeds, notes } = countedSeeds(results.onlySeries(), metric);
  return { step, seeds: seeds.map(({ seed }) => seed), notes: notes.map(shownNote) };
}

test('complete seeds count, and nothing is said', () => {
  write(upTo(4), upTo(4));
  expect(counted()).toEqual({ step: 4, seeds: ['seed-0', 'seed-1'], notes: [] });
});

test('a seed that is behind the others is left out and named', () => {
  write(upTo(4), { ...upTo(3), ...running }, upTo(4));
  expect(counted()).toEqual({
    ...{ step: 4, seeds: ['seed-0', 'seed-2'] },
    notes: ['ars-c3/seed-1: at step 3 of 4 (left out)'],
  });
});

test('seeds that are level count, complete or not, and are named while they are not', () => {
  write({ ...upTo(3), ...running }, { ...upTo(3), ...running });
  expect(counted()).toEqual({
    ...{ step: 3, seeds: ['seed-0', 'seed-1'] },
    notes: ['ars-c3/seed-0: at step 3 of 4', 'ars-c3/seed-1: at step 3 of 4'],
  });
});

test('a seed that cannot count does not keep others out by having gone further', () => {
  write({ ...upTo(3), ...running }, upTo(4, { bound: 'NaN' }));
  expect(counted()).toMatchObject({ step: 3, seeds: ['seed-0'] });
  // Of the other metric it counts, and is the furthest.
  expect(counted('grad_variance')).toMatchObject({ step: 4, seeds: ['seed-1'] });
});

test('a row that is being written does not count', () => {
  write(upTo(4), { metrics: `${upTo(3).metrics as string}4,0.04,120,-3,-2,1` });
  expect(counted().notes).toEqual(['ars-c3/seed-1: at step 3 of 4 (left out)']);
});

describe('a value that is not finite', () => {
  test.each([
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['', 'NaN'],
  ])('leaves its seed out of its metric, and of no other: "%s"', (cell, said) => {
    write(upTo(4), upTo(4, { bound: cell }));
    expect(counted('test_bound')).toEqual({
      ...{ step: 4, seeds: ['seed-0'] },
      notes: [`ars-c3/seed-1: test bound is ${said} at step 4 (left out)`],
    });
    expect(counted('train_elbo')).toEqual({ step: 4, seeds: ['seed-0', 'seed-1'], notes: [] });
  });

  test('counts wherever it stands, since curves are over the same seeds at every step', () => {
    const { metrics } = upTo(2, { variance: 'NaN' });
    const later = metricsCsv([{ step: 3 }, { step: 4 }])
      .split('\n')
      .slice(1)
      .join('\n');
    write(upTo(4), { metrics: `${metrics as string}${later}` });
    expect(counted('grad_variance').notes).toEqual([
      'ars-c3/seed-1: gradient variance is NaN at step 2 (left out)',
    ]);
  });

  test('is every value of a column that is missing, as in files of an earlier version', () => {
    write(upTo(4), { metrics: 'step,train_elbo\n4,-3\n' });
    expect(counted('test_bound').notes).toEqual([
      'ars-c3/seed-1: metrics.csv has no column test_bound (left out)',
    ]);
    expect(counted('train_elbo').seeds).toEqual(['seed-0', 'seed-1']);
  });

  test('is told with what else there is to say', () => {
    write(upTo(4), { ...upTo(3, { bound: 'NaN' }), record: recordOf('failed', 'no memory') });
    expect(counted().notes).toEqual([
      'ars-c3/seed-1: test bound is NaN at step 3, at step 3 of 4, failed: no memory (left out)',
    ]);
  });
});

test('a damaged metrics.csv leaves its seed out, however far it got before', () => {
  write(upTo(4), { metrics: `${upTo(4).metrics as string}4,4\n` });
  expect(counted()).toEqual({
    ...{ step: 4, seeds: ['seed-0'] },
    notes: ['ars-c3/seed-1: metrics.csv is damaged: line 6 has 2 values, not 6 (left out)'],
  });
});

describe('a seed without rows', () => {
  test('has not started, or has not measured, or has failed', () => {
    const failed = { record: recordOf('failed', 'the disk is full') };
    write(
      upTo(4),
      { metrics: null, record: null },
      { metrics: null, ...running },
      { metrics: metricsCsv([]), ...running },
      { metrics: null, ...failed },
      { metrics: metricsCsv([]), ...failed },
    );
    expect(counted()).toEqual({
      ...{ step: 4, seeds: ['seed-0'] },
      notes: [
        'ars-c3/seed-1: not started (left out)',
        'ars-c3/seed-2: no metrics.csv (left out)',
        'ars-c3/seed-3: nothing measured yet (left out)',
        'ars-c3/seed-4: no metrics.csv, failed: the disk is full (left out)',
        'ars-c3/seed-5: nothing measured yet, failed: the disk is full (left out)',
      ],
    });
  });

  test('has a damaged file where that is why, with a record or without', () => {
    const metrics = 'step,test_bound\n1\n';
    write(upTo(4), { metrics }, { metrics, record: null });
    const why = 'metrics.csv is damaged: line 2 has 1 values, not 2 (left out)';
    expect(counted().notes).toEqual([`ars-c3/seed-1: ${why}`, `ars-c3/seed-2: ${why}`]);
  });

  test('does not count among its like', () => {
    write({ metrics: metricsCsv([]), ...running }, { metrics: null, record: null });
    expect(counted()).toEqual({
      ...{ step: 0, seeds: [] },
      notes: [
        'ars-c3/seed-0: nothing measured yet (left out)',
        'ars-c3/seed-1: not started (left out)',
      ],
    });
  });
});

test('a failed seed is named, and counts when it is level with the others', () => {
  const failed = { record: recordOf('failed', 'train_elbo became NaN at step 4') };
  write({ ...upTo(3), ...running }, { ...upTo(3), ...failed });
  expect(counted()).toEqual({
    ...{ step: 3, seeds: ['seed-0', 'seed-1'] },
    notes: [
      'ars-c3/seed-0: at step 3 of 4',
      'ars-c3/seed-1: at step 3 of 4, failed: train_elbo became NaN at step 4',
    ],
  });
});

test('where seeds stopped early, the mean is over all complete ones as far as the first of them', () => {
  const early = (step: number) => ({
    record: { ...recordOf('completed', 'stopped early'), steps: step, stopped_early: true },
  });
  write(
    upTo(4),
    { ...upTo(2), ...early(2) },
    { ...upTo(3), ...early(3) },
    { ...upTo(1), ...running },
  );
  expect(counted()).toEqual({
    ...{ step: 2, seeds: ['seed-0', 'seed-1', 'seed-2'] },
    notes: [
      'ars-c3/seed-1: stopped early at step 2 of 4',
      'ars-c3/seed-2: stopped early at step 3 of 4',
      'ars-c3/seed-3: at step 1 of 4 (left out)',
    ],
  });
  const { seeds } = countedSeeds(results.onlySeries(), 'test_bound');
  expect(seeds.map(({ rows }) => rows.length)).toEqual([2, 2, 2]);
});
