import { expect, test } from 'vitest';
import { unsmoothed } from '../../../src/figures/curve.ts';
import { estimatorGroup } from '../../../src/figures/groups.ts';
import { differenceData } from '../../../src/figures/plot/difference-data.ts';
import { figureSpec } from '../../../src/figures/plot/spec.ts';
import { differencesAlongTable } from '../../../src/figures/tables/differences-along.ts';
import { panelOf, seedOf, seriesOf } from '../../support/figures/series.ts';

/** A series whose seeds have these test bounds at steps 1, 2, … */
const series = (estimator: string, values: readonly (readonly number[])[], evaluations = 3) =>
  seriesOf(
    values.map((all, seed) =>
      seedOf(
        seed,
        all.map((test_bound, at) => ({ step: at + 1, test_bound, grad_variance: 2 ** test_bound })),
      ),
    ),
    { estimator, evaluations, id: `${estimator}-n${evaluations}` },
  );

const groups = [estimatorGroup('ars+'), estimatorGroup('ars')] as const;

const ars = series('ars', [
  [-8, -6],
  [-7, -6],
  [-6, -6],
]);
const plus = series('ars+', [
  [-7, -3],
  [-6, -4],
  [-6, -6],
]);

test('points are means over pairs, bands their intervals, and rows without a pair are left out', () => {
  const alone = panelOf([series('ars+', [[-1, -1]])]);
  const data = differenceData([panelOf([ars, plus]), alone], groups, ['test_bound'], unsmoothed);
  expect(data.rows.map(({ title }) => title)).toEqual(['C = 3']);
  const [line] = data.rows[0]!.series;
  expect(line!.label).toBe('ARS+ (3) vs ARS (3), n = 3');
  const [first, last] = line!.points.test_bound!;
  // 1, 1, 0 and 3, 2, 0: means 2/3 and 5/3. t(2) of 97.5 % is 4.3027, and s/√3 is 1/3 and √(7/9).
  expect([first!.x, first!.mean, first!.high]).toEqual([
    1,
    expect.closeTo(2 / 3, 12),
    expect.closeTo(2 / 3 + 4.3027 / 3, 3),
  ]);
  expect(last!.low).toBeCloseTo(5 / 3 - 4.3027 * Math.sqrt(7 / 9), 3);
  const part = differenceData([panelOf([ars, plus])], groups, ['test_bound'], { from: 2, to: 9 });
  expect(part.rows[0]!.series[0]!.points.test_bound).toEqual([last]);
});

test('variances are ratios, and the figure has the line of no difference', () => {
  const names = ['test_bound', 'grad_variance'] as const;
  const data = differenceData([panelOf([ars, plus])], groups, names, unsmoothed);
  const [point] = data.rows[0]!.series[0]!.points.grad_variance!;
  // Of step 2, as there is none at step 1: 2³, 2² and 2⁰.
  expect([point!.step, point!.mean]).toEqual([2, expect.closeTo(2 ** (5 / 3), 12)]);
  const options = { title: 'A', metrics: names, axis: 'steps', smoothing: 0 } as const;
  const text = JSON.stringify(figureSpec(data, { ...options, differences: true }));
  expect(text).toContain('"values":[{"none":0}]');
  expect(text).toContain('"values":[{"none":1}]');
  expect(text).toContain('95 % confidence interval');
  expect(text).toContain('"subtitle":"ratio"');
  expect(JSON.stringify(figureSpec(data, options))).not.toContain('none":');
});

test('pairs of one estimator at several costs look unlike, and seeds without a pair are named', () => {
  const dear = series('ars', [[-9, -9]], 7);
  const dearer = series('ars', [[-9, -9]], 9);
  const panel = panelOf([plus, dear, dearer]);
  const { rows, notes } = differenceData([panel], groups, ['test_bound'], unsmoothed);
  const looks = rows[0]!.series.map(({ colour, merged, marker }) =>
    JSON.stringify([colour, merged, marker]),
  );
  expect(new Set(looks).size).toBe(2);
  expect(notes).toContain('C = 3, ARS+ (3) and ARS (7), seed-1: in one of the two only');
});

test('the table at every step has the points of the figure, in full', () => {
  const panels = [panelOf([ars, plus])];
  const { columns, cells, rows } = differencesAlongTable(panels, groups, 'test_bound');
  const [line] = differenceData(panels, groups, ['test_bound'], unsmoothed).rows[0]!.series;
  const of = (name: string) => cells.map((row) => row[columns.indexOf(name)]);
  expect(of('effect')).toEqual(line!.points.test_bound!.map(({ mean }) => mean));
  expect(of('low')).toEqual(line!.points.test_bound!.map(({ low }) => low));
  expect([of('step'), of('n'), of('kind')]).toEqual([
    [1, 2],
    [3, 3],
    ['difference', 'difference'],
  ]);
  expect(rows[0]!.slice(0, 6)).toEqual(['C = 3', 'ARS+ (3)', 'ARS (3)', '1', '3', '+0.67']);
  expect(differencesAlongTable([], groups, 'test_bound').notes).toHaveLength(1);
});
