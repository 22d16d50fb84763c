import { expect, test } from 'vitest';
import { CsvRows } from '../../src/run-files/csv-rows.ts';
import { pairedEffect } from '../../src/figures/paired.ts';
import { costOf, standingOf } from '../../src/figures/standing.ts';
import { standingsTable } from '../../src/figures/tables/standings.ts';
import { panelOf, seedOf, seedsWith, seriesOf } from '../support/figures/series.ts';

/** A series whose seeds end at these test bounds. */
const series = (
  estimator: string,
  values: readonly number[],
  { evaluations = 3, step = 100 } = {},
) =>
  seriesOf(seedsWith('test_bound', values, step), {
    ...{ estimator, evaluations },
    id: `${estimator}-n${evaluations}`,
  });

const ids = (
  rivals: readonly { readonly ranked: { readonly series: { readonly id: string } } }[],
) => rivals.map(({ ranked }) => ranked.series.id);

test('the best mean leads, and what the pairs do not tell from it is open', () => {
  const [best, near, far] = [
    series('ars+', [-10, -20, -30]),
    // Less by 0, 1 and 2: 1 ± 0.58, and t(2) = 4.30 has the interval reach below 0.
    series('ars', [-10, -21, -32]),
    // Less by 5, 5.1 and 4.9: well told.
    series('arm', [-15, -25.1, -34.9]),
  ];
  const standing = standingOf(panelOf([far, near, best]), 'test_bound')!;
  expect(standing.leader.series).toBe(best);
  expect(standing.next!.ranked.series).toBe(near);
  expect(standing.next!.effect).toEqual(pairedEffect(best, near, 'test_bound'));
  expect(standing.next!.effect.effect).toBeCloseTo(1, 12);
  expect([standing.next!.side, ids(standing.open)]).toEqual(['undecided', ['ars-n3']]);
  expect([standing.baseline, standing.behind]).toEqual([null, []]);
});

test('the smallest variance leads, by a ratio', () => {
  const variance = (estimator: string, values: readonly number[]) =>
    seriesOf(seedsWith('grad_variance', values), { estimator, id: estimator });
  const panel = panelOf([variance('ars', [2, 4]), variance('ars+', [1, 2.01])]);
  const { leader, next, open } = standingOf(panel, 'grad_variance')!;
  expect([leader.series.id, next!.effect.kind]).toEqual(['ars+', 'ratio']);
  // √(1/2 · 2.01/4)
  expect(next!.effect.effect).toBeCloseTo(Math.sqrt(0.25125), 12);
  expect([next!.side, open]).toEqual(['better', []]);
});

test('the baseline is REINFORCE LOO of the leader’s cost, or else the cheapest other one', () => {
  const loo = (evaluations: number, value: number) =>
    series('reinforce-loo', [value, value - 1], { evaluations });
  const baselineOf = (...all: ReturnType<typeof series>[]) =>
    standingOf(panelOf(all), 'test_bound')!.baseline?.ranked.series.id;
  const ars = (evaluations: number) => series('ars+', [-1, -2], { evaluations });
  expect(baselineOf(ars(4), loo(3, -5), loo(4, -4))).toBe('reinforce-loo-n4');
  expect(baselineOf(ars(9), loo(4, -4), loo(3, -5))).toBe('reinforce-loo-n3');
  expect(baselineOf(loo(4, -1), loo(3, -5), ars(3))).toBe('reinforce-loo-n3');
  expect(baselineOf(loo(3, -0.5), ars(3))).toBeUndefined();
});

test('single seeds are too few, and one that is not as far has no part in it', () => {
  const all = [series('ars', [-2]), series('ars+', [-1]), series('arm', [-0.5], { step: 50 })];
  const standing = standingOf(panelOf(all), 'test_bound')!;
  expect(standing.leader.series.estimator).toBe('ars+');
  expect(standing.open.map(({ side }) => side)).toEqual(['too few']);
  expect(standing.behind.map(({ series: { estimator } }) => estimator)).toEqual(['arm']);
  expect(standingOf(panelOf([series('ars', [])]), 'test_bound')).toBeUndefined();
  expect(standingOf({ ...panelOf(all), unlike: ['data'] }, 'test_bound')).toBeUndefined();
});

test('the table for programs has the leader, its rivals and what both cost', () => {
  const seconds = (value: number) => ({ timing: CsvRows.of([{ step: 100, seconds: value }]) });
  const seeds = (values: readonly number[], time: number) =>
    values.map((test_bound, seed) =>
      seedOf(seed, [{ step: 100, test_bound }], seconds(time + seed)),
    );
  const panel = panelOf([
    seriesOf(seeds([-4, -6], 10), { estimator: 'reinforce-loo', id: 'loo' }),
    seriesOf(seeds([-1, -3], 30), { estimator: 'ars+', id: 'plus', evaluations: 6 }),
  ]);
  const standing = standingOf(panel, 'test_bound')!;
  // Means over seeds: 30 and 31.
  expect(costOf(standing.leader, 'test_bound')).toEqual({ evaluations: 6, seconds: 30.5 });
  const { columns, cells } = standingsTable([standing]);
  const row = Object.fromEntries(columns.map((name, at) => [name, cells[0]![at]]));
  expect(cells[0]).toHaveLength(columns.length);
  expect(row).toMatchObject({
    ...{ leader: 'ars+', run: 'plus', step: 100, steps: 100, n: 2, final: -2, evaluations: 6 },
    ...{ next: 'reinforce-loo', next_effect: 3, next_n: 2, kind: 'difference', seconds: 30.5 },
    ...{ baseline_run: 'loo', baseline_evaluations: 3, baseline_seconds: 10.5, undecided: '' },
  });
});
