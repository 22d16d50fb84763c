import { beforeEach, describe, expect, test } from 'vitest';
import { configOf, metricsCsv, ResultsFolder } from '../support/figures/results-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

/** Titles of panels, each with the labels of its series. */
const shown = () =>
  results.panels().map(({ title, series }) => [title, series.map((one) => one.label)]);

/** Writes a complete seed of a run whose estimate takes `cost` evaluations of f. */
function run(place: string, cost: number, settings: object = {}): void {
  const config = configOf(place.split('/').at(-2) ?? '', settings);
  results.seed(place, { config, metrics: metricsCsv([{ step: 1 }, { step: 2 }], cost) });
}

describe('panels', () => {
  test('are one for each number of categories, most categories first', () => {
    run('ars-c2/seed-0', 2);
    run('ars-c10/seed-0', 10);
    run('ars-c3/seed-0', 3);
    run('arsm-c10/seed-0', 46);
    expect(shown()).toEqual([
      ['C = 10', ['ARS (10)', 'ARSM (46)']],
      ['C = 3', ['ARS (3)']],
      ['C = 2', ['ARS (2)']],
    ]);
  });

  test('hold all seeds of a run in one series', () => {
    for (const seed of [10, 0, 2]) run(`ars-c3/seed-${seed}`, 3);
    const { id, seeds } = results.onlySeries();
    expect([id, seeds.map(({ seed }) => seed)]).toEqual([
      'ars-c3',
      ['seed-0', 'seed-2', 'seed-10'],
    ]);
  });

  test('tell settings apart, and say in which they differ', () => {
    run('a/ars-c3/seed-0', 3, { batchSize: 10, variables: 20 });
    run('b/ars-c3/seed-0', 3, {
      batchSize: 10,
      variables: 20,
      evaluation: { every: 1, samples: 5 },
    });
    run('c/ars-c5/seed-0', 5, { batchSize: 10, variables: 20 });
    expect(results.panels().map(({ title, setting }) => [title, setting])).toEqual(
      [
        ['C = 5', 'evaluation.samples = 100'],
        ['C = 3', 'evaluation.samples = 100'],
        ['C = 3', 'evaluation.samples = 5'],
      ].map(([title, setting]) => [`${title!}, ${setting!}`, setting]),
    );
  });

  test('compare runs of different lengths, unless their learning rates follow the number of steps', () => {
    const cosine = { optimiser: { schedule: { name: 'cosine' } } };
    run('a/ars-c3/seed-0', 3, { steps: 10 });
    run('b/arsm-c3/seed-0', 4, { steps: 20 });
    run('c/ars-c3/seed-0', 3, { steps: 10, ...cosine });
    run('d/arsm-c3/seed-0', 4, { steps: 20, ...cosine });
    expect(results.panels().map(({ series }) => series.map(({ id }) => id))).toEqual([
      ['a/ars-c3', 'b/arsm-c3'],
      ['c/ars-c3'],
      ['d/arsm-c3'],
    ]);
    expect(results.panels()[1]?.setting).toMatch(/name = "cosine", .*steps = 10/);
  });

  test('name a data set, and its folder only beside another one of the same name', () => {
    const fashion = (directory: string) => ({ data: { name: 'fashion-mnist', directory } });
    run('mnist/ars-c3/seed-0', 3);
    run('fashion/ars-c3/seed-0', 3, fashion('/a'));
    const settings = () => results.panels().map(({ setting }) => setting);
    expect(settings().toSorted()).toEqual(['data.name = "auto"', 'data.name = "fashion-mnist"']);

    run('other/ars-c3/seed-0', 3, fashion('/b'));
    expect(settings().toSorted()).toEqual([
      'data.name = "auto", data.directory = null',
      'data.name = "fashion-mnist", data.directory = "/a"',
      'data.name = "fashion-mnist", data.directory = "/b"',
    ]);
  });

  test('name every setting that differs, and none that all share', () => {
    run('a/ars-c3/seed-0', 3, { variables: 20, model: { encoderHidden: [512, 256], slope: 0.2 } });
    run('b/ars-c3/seed-0', 3, { variables: 4, model: { encoderHidden: [16], slope: 0.2 } });
    expect(results.panels().map(({ setting }) => setting)).toEqual([
      'variables = 20, model.encoderHidden = [512,256]',
      'variables = 4, model.encoderHidden = [16]',
    ]);
  });

  test.each([
    ['steps', { steps: 2 }, { steps: 9 }],
    ['seeds', { seeds: [0] }, { seeds: [1, 2] }],
    ['name and place', { name: 'a', out: 'x' }, { name: 'b', out: 'y' }],
    ['plugins', { plugins: [] }, { plugins: ['mine.mjs'] }],
    ['the backend', { backend: { name: 'onnx', threads: 1 } }, { backend: { name: 'wasm' } }],
    ['checkpoints', { checkpoint: { everySteps: 1 } }, {}],
    ['TensorBoard', { tensorboard: true }, {}],
    ['samples', { samples: 'ars' }, { samples: 46 }],
  ])('do not tell %s apart', (_, one, other) => {
    run('a/ars-c3/seed-0', 3, one);
    run('b/ars+-c3/seed-0', 3, other);
    expect(shown()).toEqual([['C = 3', ['ARS (3)', 'ARS+ (3)']]]);
  });

  test('compare runs from before there was a setting with those that have its default', () => {
    run('a/ars-c3/seed-0', 3, { variables: 20 });
    run('b/ars+-c3/seed-0', 3, { variables: 20, model: { name: 'mlp' } });
    expect(results.panels()).toHaveLength(1);
  });

  test('do not depend on the order in which a configuration names its settings', () => {
    run('a/ars-c3/seed-0', 3, { variables: 20, optimiser: { beta1: 0.9 } });
    run('b/ars+-c3/seed-0', 3, { optimiser: { beta1: 0.9 }, variables: 20 });
    expect(results.panels()).toHaveLength(1);
  });
});

describe('labels', () => {
  test('that two experiments share get the folder of their run', () => {
    run('long/ars-c3/seed-0', 3, { steps: 9 });
    run('trial/ars-c3/seed-0', 3);
    run('trial/ars+-c3/seed-0', 3);
    expect(shown()).toEqual([
      ['C = 3', ['ARS (3) long/ars-c3', 'ARS (3) trial/ars-c3', 'ARS+ (3)']],
    ]);
  });

  test('have the evaluations that metrics.csv counts', () => {
    // A seed that has measured nothing tells nothing; 1380 evaluations in 3 steps of 10 images are 46.
    results.seed('reinforce-loo-c10-n10/seed-0', { metrics: null });
    results.seed('reinforce-loo-c10-n10/seed-1', {
      metrics: metricsCsv([{ step: 3, evaluations: 1380 }]),
    });
    expect(shown()).toEqual([['C = 10', ['REINFORCE LOO (46)']]]);
  });

  test('have those of the name of a run that has not measured yet', () => {
    const places = ['reinforce-loo-c10-n46/seed-0', 'reinforce-loo-c10-n7-v4/seed-0'];
    results.sweep('', [...places, 'ars-c10/seed-0']);
    expect(shown()).toEqual([['C = 10', ['ARS', 'REINFORCE LOO (7)', 'REINFORCE LOO (46)']]]);
  });

  test.each([
    ['is missing', 'step,test_bound\n2,-1\n'],
    ['has no number', metricsCsv([{ step: 2, evaluations: Number.NaN }])],
  ])('have them, too, when the count %s', (_, metrics) => {
    results.seed('reinforce-loo-c10-n46/seed-0', { metrics });
    results.seed('ars-c10/seed-0', { metrics });
    expect(shown()).toEqual([['C = 10', ['ARS', 'REINFORCE LOO (46)']]]);
  });
});

test('series come by cost, then by estimator, then by evaluations', () => {
  run('arsm+-c3/seed-0', 4);
  run('reinforce-loo-c3-n4/seed-0', 4);
  run('reinforce-loo-c3-n12/seed-0', 12);
  run('reinforce-loo-c3-n3/seed-0', 3);
  run('arsm-c3/seed-0', 4);
  run('ars-c3/seed-0', 3);
  run('ars+-c3/seed-0', 3);
  expect(shown()).toEqual([
    [
      'C = 3',
      [
        ...['ARS (3)', 'ARS+ (3)', 'REINFORCE LOO (3)', 'REINFORCE LOO (12)'],
        ...['ARSM (4)', 'ARSM+ (4)', 'REINFORCE LOO (4)'],
      ],
    ],
  ]);
});

test('a series has the folder of its run for a name, wherever reading begins', () => {
  run('trial/ars-c3/seed-0', 3);
  const [series] = results.panels()[0]!.series;
  expect(series).toMatchObject({ id: 'trial/ars-c3', estimator: 'ars', categories: 3 });
});
