import { expect, test } from 'vitest';
import type { Metric } from '../../src/metrics/table.ts';
import { rankedSeries } from '../../src/figures/tables/values.ts';
import { panelOf, seedOf, seedsWith, seriesOf } from '../support/figures/series.ts';

/** Ranks of series by name; each has these values at its last step, one per seed. */
function ranks(
  metric: Metric,
  series: Readonly<Record<string, { values: readonly number[]; step?: number }>>,
) {
  const all = Object.entries(series).map(([id, { values, step }]) =>
    seriesOf(seedsWith(metric, values, step), { id }),
  );
  return rankedSeries(panelOf(all), metric).map(({ series: { id }, rank }) => [id, rank]);
}

test('the highest mean of bounds comes first', () => {
  const series = { a: { values: [-3, -5] }, b: { values: [-1, -2] }, c: { values: [-9, -1] } };
  // Means −4, −1.5 and −5.
  const expected = [
    ['b', 1],
    ['a', 2],
    ['c', 3],
  ];
  expect(ranks('test_bound', series)).toEqual(expected);
  expect(ranks('train_elbo', series)).toEqual(expected);
});

test('the lowest mean of variances comes first', () => {
  expect(
    ranks('grad_variance', { a: { values: [3] }, b: { values: [1, 2] }, c: { values: [1e-7] } }),
  ).toEqual([
    ['c', 1],
    ['b', 2],
    ['a', 3],
  ]);
});

test('equal means share a rank, and the next one is as if they did not', () => {
  const series = { a: { values: [-4] }, b: { values: [-2, -2] }, c: { values: [-1, -3] } };
  expect(ranks('test_bound', { ...series, d: { values: [-1] } })).toEqual([
    ['d', 1],
    ['b', 2],
    ['c', 2],
    ['a', 4],
  ]);
});

test('one that is not as far as others has no rank, however good it is', () => {
  expect(
    ranks('test_bound', {
      ...{ a: { values: [-1], step: 50 }, b: { values: [-2] }, c: { values: [-3] } },
    }),
  ).toEqual([
    ['b', 1],
    ['c', 2],
    ['a', null],
  ]);
});

test('one that has no value has no rank, and keeps none from the others', () => {
  expect(
    ranks('test_bound', { a: { values: [] }, b: { values: [Number.NaN] }, c: { values: [-3] } }),
  ).toEqual([
    ['c', 1],
    ['a', null],
    ['b', null],
  ]);
});

test('one of several seeds is ranked by those that count', () => {
  const seeds = [...seedsWith('test_bound', [-4, -6]), seedOf(2, [{ step: 1, test_bound: 99 }])];
  const other = seriesOf(seedsWith('test_bound', [-5.5]), { id: 'other' });
  const [first, second] = rankedSeries(panelOf([other, seriesOf(seeds)]), 'test_bound');
  // −4 and −6: mean −5.
  expect([first!.series.id, first!.final?.mean, first!.final?.n]).toEqual(['run', -5, 2]);
  expect(second!.series.id).toBe('other');
});
