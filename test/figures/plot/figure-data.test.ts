import { describe, expect, test } from 'vitest';
import { unsmoothed } from '../../../src/figures/curve.ts';
import { shownMetrics } from '../../../src/metrics/table.ts';
import { figureData } from '../../../src/figures/plot/figure-data.ts';
import type { SeedResult } from '../../../src/figures/results.ts';
import { panelOf, seedOf, seriesOf } from '../../support/figures/series.ts';

const row = (step: number, variance = 1) => ({
  ...{ step, train_elbo: -1, test_bound: -1, grad_variance: variance },
});

const data = (seeds: readonly SeedResult[], options = {}) =>
  figureData([panelOf([seriesOf(seeds)])], shownMetrics, { ...unsmoothed, ...options });

const legend = (seeds: readonly SeedResult[]) => data(seeds).rows[0]!.series[0]!.label;

describe('the legend', () => {
  test('tells how many seeds the mean is over', () => {
    expect(legend([seedOf(0, [row(1)]), seedOf(1, [row(1)])])).toBe('ARS (3), n = 2');
  });

  test('and of how many, when some are left out', () => {
    const seeds = [seedOf(0, [row(2)]), seedOf(1, [row(1)]), seedOf(2, [row(2)])];
    expect(legend(seeds)).toBe('ARS (3), n = 2 of 3');
    expect(legend([seedOf(0, [])])).toBe('ARS (3), n = 0 of 1');
  });

  test('tells the range where metrics differ in it', () => {
    const seeds = [seedOf(0, [row(2)]), seedOf(1, [row(2, Number.NaN)]), seedOf(2, [row(2)])];
    expect(legend(seeds)).toBe('ARS (3), n = 2–3 of 3');
  });
});

describe('what is said of seeds', () => {
  test('is said once, whatever number of metrics it is true of', () => {
    const { notes } = data([seedOf(0, [row(2)]), seedOf(1, [row(1)])]);
    expect(notes).toEqual(['run/seed-1: at step 1 of 2 (left out)']);
  });

  test('names the metric that a seed is left out of', () => {
    expect(data([seedOf(0, [row(2)]), seedOf(1, [row(2, Number.NaN)])]).notes).toEqual([
      'run/seed-1: gradient variance is NaN at step 2 (left out)',
    ]);
  });

  test('names a series that has no place on the axis', () => {
    const seeds = [seedOf(0, [row(1)])];
    const nothing = ['run: nothing on this part of the axis'];
    expect(data(seeds, { from: 2 }).notes).toEqual(nothing);
    // Without a timing.csv.
    expect(data(seeds, { axis: 'seconds' }).notes).toEqual(nothing);
    expect(data([seedOf(0, [])]).notes).toHaveLength(1);
  });
});

test('a row is for a panel, and a curve for each metric', () => {
  const panels = [
    panelOf([seriesOf([seedOf(0, [row(1)])], { categories: 5 })], 'batchSize = 9'),
    panelOf([seriesOf([seedOf(0, [row(1), row(2)])])]),
  ];
  const { rows } = figureData(panels, ['test_bound', 'grad_variance'], unsmoothed);
  expect(rows.map(({ title, setting }) => [title, setting])).toEqual([
    ['C = 5', 'batchSize = 9'],
    ['C = 3', ''],
  ]);
  expect(Object.keys(rows[1]!.series[0]!.points)).toEqual(['test_bound', 'grad_variance']);
  expect(rows[1]!.series[0]!.points.test_bound).toHaveLength(2);
});
