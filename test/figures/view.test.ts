import { beforeEach, describe, expect, test } from 'vitest';
import { readResults } from '../../src/figures/results.ts';
import { panelsOf } from '../../src/figures/panels.ts';
import { settingsNamed } from '../../src/figures/settings.ts';
import { rankedSeries, valuesTable } from '../../src/figures/tables/values.ts';
import { studied } from '../../src/figures/view.ts';
import type { View } from '../../src/figures/view.ts';
import { configOf, metricsCsv, ResultsFolder } from '../support/figures/results-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

const seeds = () => readResults(results.path).seeds;

/** Adds a run of `ars-c3` or the like, with settings of its own, and this test bound. */
function run(place: string, settings: object, bound = -2): void {
  const config = configOf(place.replace(/^.*\//, ''), settings);
  results.seed(`${place}/seed-0`, { config, metrics: metricsCsv([{ step: 2, bound }]) });
}

const rate = (encoderLearningRate: number, more: object = {}) => ({
  optimiser: { encoderLearningRate, ...more },
});

const RATE = 'optimiser.encoderLearningRate';

const panels = (view: Partial<View>) => panelsOf(seeds(), { colour: [], facet: [], ...view });

const shown = (view: Partial<View>) =>
  panels(view).map(({ title, series }) => [title, series.map(({ label }) => label)]);

describe('runs that differ in a setting', () => {
  beforeEach(() => {
    run('ars-c3-a', rate(1e-3), -4);
    run('ars-c3-b', rate(1e-4), -3);
    run('ars+-c3-a', rate(1e-3), -1);
    run('ars+-c3-b', rate(1e-4), -2);
  });

  test('have rows of their own unless charts overlay it', () => {
    expect(shown({}).map(([title]) => title)).toEqual([
      `C = 3, ${RATE} = 0.001`,
      `C = 3, ${RATE} = 0.0001`,
    ]);
    expect(shown({ colour: [RATE] })).toEqual([
      [
        'C = 3',
        [
          ...['ARS (3), encoderLearningRate = 0.0001', 'ARS (3), encoderLearningRate = 0.001'],
          ...['ARS+ (3), encoderLearningRate = 0.0001', 'ARS+ (3), encoderLearningRate = 0.001'],
        ],
      ],
    ]);
  });

  test('are ranked together, and tables tell the setting', () => {
    const [panel] = panels({ colour: [RATE] });
    const ranks = rankedSeries(panel!, 'test_bound').map(({ rank, series }) => [rank, series.id]);
    expect(ranks).toEqual([
      ...[
        [1, 'ars+-c3-a'],
        [2, 'ars+-c3-b'],
        [3, 'ars-c3-b'],
        [4, 'ars-c3-a'],
      ],
    ]);
    const { columns, cells } = valuesTable([panel!], 'test_bound');
    expect(cells[0]![columns.indexOf('varied')]).toBe(`${RATE} = 0.001`);
  });

  test('have a colour for each value, and markers tell estimators apart', () => {
    const [panel] = panels({ colour: [RATE] });
    const looks = panel!.series.map(({ colour, marker }) => [colour, marker]);
    expect(looks[0]![0]).toBe(looks[2]![0]);
    expect(looks[1]![0]).toBe(looks[3]![0]);
    expect(looks[0]![0]).not.toBe(looks[1]![0]);
    expect(looks.map(([, marker]) => marker)).toEqual([null, null, 'triangle', 'triangle']);
    expect(panel!.series.map(({ group }) => group).slice(0, 2)).toEqual([
      ...['encoderLearningRate = 0.0001', 'encoderLearningRate = 0.001'],
    ]);
  });

  test('have a row for each estimator where that is asked for, in the order of names', () => {
    expect(shown({ colour: [RATE], facet: ['estimator'] }).map(([title]) => title)).toEqual([
      ...['C = 3, estimator = "ars"', 'C = 3, estimator = "ars+"'],
    ]);
    expect(shown({ facet: [RATE] }).map(([title]) => title)).toEqual([
      `C = 3, ${RATE} = 0.0001`,
      `C = 3, ${RATE} = 0.001`,
    ]);
  });

  test('stand in rows by what is neither named nor the same', () => {
    run('ars-c3-c', { ...rate(1e-3), batchSize: 7 });
    expect(shown({ colour: [RATE] }).map(([title]) => title)).toEqual([
      ...['C = 3, batchSize = 10', 'C = 3, batchSize = 7'],
    ]);
  });
});

test('numbers of categories can be overlaid, too', () => {
  run('ars-c3', {});
  run('ars-c10', {});
  expect(shown({ colour: ['categories'] })).toEqual([
    ['C = 10, 3', ['ARS (3), C = 3', 'ARS (3), C = 10']],
  ]);
});

test('settings that an overlaid name brings along need not be named', () => {
  run('ars-c3-a', { optimiser: { name: 'adam' } });
  run('ars-c3-b', { optimiser: { name: 'sgd' } });
  expect(shown({ colour: ['optimiser.name'] })).toEqual([
    ['C = 3', ['ARS (3), optimiser = adam', 'ARS (3), optimiser = sgd']],
  ]);
});

test('series that measure unlike things are drawn together where that is asked for, without ranks', () => {
  run('ars-c3-a', { evaluation: { samples: 10 } });
  run('ars-c3-b', { evaluation: { samples: 100 } });
  const [panel] = panels({ colour: ['evaluation.samples'] });
  expect(panel!.series).toHaveLength(2);
  expect(rankedSeries(panel!, 'test_bound').map(({ rank }) => rank)).toEqual([null, null]);
  expect(valuesTable([panel!], 'test_bound').notes[0]).toMatch(
    /^C = 3: no ranks, as runs that differ in evaluation\.samples measure unlike things$/,
  );
});

describe('the setting that is studied', () => {
  test('is the only one that runs of one estimator differ in', () => {
    for (const [at, value] of [1e-4, 3e-4, 1e-3].entries()) {
      run(`ars-c3-${at}`, rate(value));
      run(`ars-c5-${at}`, rate(value));
    }
    expect(studied(seeds())).toEqual([RATE]);
    expect(studied(seeds(), [RATE])).toEqual([]);
  });

  test('may be several that change together', () => {
    const both = (value: number) => rate(value, { decoderLearningRate: value });
    run('ars-c3-a', both(1e-3));
    run('ars-c3-b', both(1e-4));
    expect(studied(seeds())).toEqual([RATE, 'optimiser.decoderLearningRate']);
    run('ars-c3-c', rate(1e-3, { decoderLearningRate: 1e-4 }));
    expect(studied(seeds())).toEqual([]);
  });

  test('is the name of an optimiser, not what comes with it', () => {
    run('ars-c3-a', { optimiser: { name: 'adam' } });
    run('ars-c3-b', { optimiser: { name: 'sgd' } });
    expect(studied(seeds())).toEqual(['optimiser.name']);
  });

  test('is none where estimators differ, nothing does, or runs measure unlike things', () => {
    run('ars-c3-a', rate(1e-3));
    expect(studied(seeds())).toEqual([]);
    run('ars+-c3-b', rate(1e-4));
    expect(studied(seeds())).toEqual([]);
    results = new ResultsFolder();
    run('ars-c3-a', { data: { directory: 'one' } });
    run('ars-c3-b', { data: { directory: 'other' } });
    expect(studied(seeds())).toEqual([]);
  });
});

test.each([
  ['optimiser.encoderLearningRate', [RATE]],
  ['encoderLearningRate', [RATE]],
  ['encoder-lr', [RATE]],
  ['estimator', ['estimator']],
  ['optimiser', ['optimiser.name']],
  ['estimator.temperature', ['estimatorSettings.temperature']],
  ['folder', ['folder']],
  ['samples', ['samples']],
  ['every', ['evaluation.every']],
  ['nothing', []],
])('"%s" names %j', (name, paths) => {
  run('ars-c3', { estimatorSettings: { temperature: 1 } });
  expect(settingsNamed(name, seeds())).toEqual(paths);
});
