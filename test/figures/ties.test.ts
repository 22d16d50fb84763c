import { expect, test } from 'vitest';
import { rankedSeries } from '../../src/figures/tables/values.ts';
import { tiedForBest } from '../../src/figures/ties.ts';
import { panelOf, seedsWith, seriesOf } from '../support/figures/series.ts';

/** Who shares the first rank among series with these test bounds of their seeds. */
function tied(values: Readonly<Record<string, readonly number[]>>): string[] {
  const panel = panelOf(
    Object.entries(values).map(([estimator, bounds]) =>
      seriesOf(seedsWith('test_bound', bounds), { estimator, id: estimator }),
    ),
  );
  return [...tiedForBest(rankedSeries(panel, 'test_bound'))].map(({ series }) => series.estimator);
}

test('a best mean within one standard error of the difference is a tie', () => {
  // Means −100 and −101, standard errors 1 and 1 (s = √2 over two seeds): √2 is more than 1.
  const best = [-99, -101];
  expect(tied({ ars: best, arsm: [-100, -102] })).toEqual(['ars', 'arsm']);
  // 2 is more than √2.
  expect(tied({ ars: best, arsm: [-101, -103] })).toEqual([]);
  // The third is as close to the second, and not to the best.
  expect(tied({ ars: best, arsm: [-100, -102], 'ars+': [-101, -103] })).toEqual(['ars', 'arsm']);
});

test('equal means are a tie; single seeds tell nothing, and no rank is shared by one', () => {
  expect(tied({ ars: [-100, -100], arsm: [-100, -100] })).toEqual(['ars', 'arsm']);
  expect(tied({ ars: [-100], arsm: [-100.01] })).toEqual([]);
  expect(tied({ ars: [-99, -101] })).toEqual([]);
  expect(tied({})).toEqual([]);
});
