import { describe, expect, test } from 'vitest';
import { pairedEffect } from '../../src/figures/paired.ts';
import {
  commonSeeds,
  fewerSteps,
  pairedAlong,
  stepsOf,
  tracksOf,
} from '../../src/figures/track.ts';
import type { Metric } from '../../src/metrics/table.ts';
import { panelOf, seedOf, seriesOf } from '../support/figures/series.ts';
import { titledPairs } from '../../src/figures/pairing.ts';
import { payloadOf } from '../../src/figures/report/payload.ts';

/** A series whose seeds measured these values at steps 10, 20, … */
const series = (metric: Metric, values: readonly (readonly number[])[], estimator = 'ars') =>
  seriesOf(
    values.map((all, seed) =>
      seedOf(
        seed,
        all.map((value, at) => ({ step: 10 * (at + 1), [metric]: value })),
      ),
    ),
    { estimator, id: estimator },
  );

const along = (metric: Metric, one: ReturnType<typeof series>, other: ReturnType<typeof series>) =>
  pairedAlong(tracksOf(one, metric), tracksOf(other, metric), metric);

describe('differences along the steps', () => {
  test('are those of the pairs that have each step, with the interval of their number', () => {
    const one = series('test_bound', [
      [-9, -5, -3],
      [-9, -4],
    ]);
    const other = series('test_bound', [
      [-10, -7, -7],
      [-8, -7],
      [0, 0, 0],
    ]);
    const points = along('test_bound', one, other);
    // 1 and −1; 2 and 3; 4 alone. t(1) of 97.5 % is 12.706.
    expect(points.map(({ step, n, effect }) => [step, n, effect])).toEqual([
      [10, 2, 0],
      [20, 2, 2.5],
      [30, 1, 4],
    ]);
    expect(points[1]!.interval!.low).toBeCloseTo(2.5 - 12.7062 * 0.5, 3);
    expect(points[2]!.interval).toBeNull();
  });

  test('end with what tables compare', () => {
    const [one, other] = [
      series('grad_variance', [
        [1, 2],
        [2, 3],
        [1, 8],
      ]),
      series('grad_variance', [
        [3, 4],
        [3, 5],
        [2, 2],
      ]),
    ];
    const last = along('grad_variance', one, other).at(-1)!;
    const { step, n, kind, effect, error, interval } = pairedEffect(one, other, 'grad_variance');
    expect(last).toEqual({ step, n, kind, effect, error, interval });
  });

  test('leave out damaged seeds, values that are not finite, and steps of one alone', () => {
    const whole = series('test_bound', [
      [-1, -2],
      [-1, -2],
    ]);
    const damaged = {
      ...whole,
      seeds: [whole.seeds[0]!, { ...whole.seeds[1]!, problem: 'torn' }],
    };
    expect(along('test_bound', whole, damaged).map(({ n }) => n)).toEqual([1, 1]);
    const bad = series('test_bound', [[Number.NaN, -3]]);
    expect(along('test_bound', whole, bad).map(({ step, n }) => [step, n])).toEqual([[20, 1]]);
    const elsewhere = seriesOf([seedOf(7, [{ step: 10, test_bound: -1 }])]);
    expect(along('test_bound', whole, elsewhere)).toEqual([]);
    const tracks = [whole, elsewhere].map((one) => tracksOf(one, 'test_bound'));
    expect(commonSeeds(tracks[0]!, tracks[1]!)).toEqual([]);
    const seldom = seriesOf([seedOf(0, [{ step: 20, test_bound: -7 }])]);
    // −2 less −7, at the step that both have.
    expect(along('test_bound', whole, seldom).map(({ step, effect }) => [step, effect])).toEqual([
      [20, 5],
    ]);
    // A variance of one gradient is no measurement.
    const first = seriesOf([seedOf(0, [{ step: 1, grad_variance: 3 }])]);
    expect(along('grad_variance', first, first)).toEqual([]);
  });
});

test('fewer steps of long runs are in common whatever their lengths, and the last ones stay', () => {
  const every = (distance: number, count: number) =>
    Array.from({ length: count }, (_, at) => distance * (at + 1));
  expect(fewerSteps(every(7, 64))).toEqual(every(7, 64));
  const [long, short] = [every(10, 5000), every(10, 777)].map(fewerSteps);
  expect(long!.length).toBeLessThanOrEqual(66);
  expect([long!.at(-1), short!.at(-1)]).toEqual([50_000, 7770]);
  // Those of the longer run are among those of the shorter one, as far as it goes.
  expect(short).toEqual(expect.arrayContaining(long!.filter((step) => step > 10 && step < 7700)));
  // Not all runs measure at multiples of the distance.
  expect(fewerSteps(every(10, 1000).map((step) => step + 1)).length).toBeGreaterThan(30);
});

test('a page pairs the lines of two titles at equal cost, and has its values in full to seven digits', () => {
  const one = series('test_bound', [[-1.23456789, -2]], 'ars+');
  const other = series('test_bound', [[-3, -4]], 'reinforce-loo');
  const dear = { ...series('test_bound', [[-2, -3]], 'reinforce-loo'), id: 'dear', evaluations: 9 };
  const { pair, panels } = payloadOf([
    { name: '', seeds: [], panels: [panelOf([one, other, dear])] },
  ]);
  expect(pair).toEqual(['ARS+', 'REINFORCE LOO']);
  const lines = panels[0]!.series;
  const pairs = titledPairs(lines, pair!);
  expect(pairs.map(([a, b]) => [a.title, b.title, b.evaluations])).toEqual([
    ['ARS+', 'REINFORCE LOO', 3],
  ]);
  const { tracks } = lines[0]!.curves.test_bound;
  expect(tracks).toEqual({ steps: stepsOf(one), seeds: { 'seed-0': [-1.234568, -2] } });
  // Where no costs are equal, all are compared.
  expect(titledPairs([lines[0]!, lines[2]!], pair!)).toHaveLength(1);
  expect(titledPairs([lines[0]!, { ...lines[1]!, alike: 'else' }], pair!)).toEqual([]);
});
