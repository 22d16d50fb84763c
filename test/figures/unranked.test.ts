import { describe, expect, test } from 'vitest';
import { summarise } from '../../src/figures/summarise.ts';
import { pairedEffect } from '../../src/figures/paired.ts';
import { estimatorGroup } from '../../src/figures/groups.ts';
import { differencesTable } from '../../src/figures/tables/differences.ts';
import { rankedSeries, valuesTable } from '../../src/figures/tables/values.ts';
import { panelOf, seedsWith, seriesOf } from '../support/figures/series.ts';

const one = seriesOf(seedsWith('kl', [1, 2, 3]), { estimator: 'ars+', id: 'one' });
const other = seriesOf(seedsWith('kl', [4, 5, 7]), { estimator: 'ars', id: 'other' });
const panel = panelOf([one, other]);

describe('a metric without a better side', () => {
  test('has means over seeds and no best value', () => {
    expect(summarise(one, 'kl')).toMatchObject({ final: { mean: 2, n: 3 }, best: undefined });
  });

  test('ranks nothing: series stay in their order', () => {
    const ranked = rankedSeries(panel, 'kl');
    expect(ranked.map(({ series, rank }) => [series.id, rank])).toEqual([
      ['one', null],
      ['other', null],
    ]);
    const [row] = valuesTable([panel], 'kl').rows;
    expect(row).toEqual(['C = 3', '–', 'ARS+ (3)', '3', '100', '2.00 ± 0.58', '–']);
  });

  test('is compared by seed, without saying in how many pairs one is better', () => {
    const effect = pairedEffect(one, other, 'kl');
    expect(effect).toMatchObject({ kind: 'difference', n: 3, better: null });
    expect(effect.effect).toBeCloseTo(-10 / 3);
    const table = differencesTable([panel], [estimatorGroup('ars+'), estimatorGroup('ars')], 'kl');
    expect(table.rows[0]!.at(-1)).toBe('–');
  });
});
