import { describe, expect, test } from 'vitest';
import { issuesOf } from '../config/issues.ts';
import { runsOf } from '../support/sweeps/sweep.ts';

const issuesIn = (sweep: object): string[] =>
  issuesOf(() => runsOf(sweep)).map(({ path, message }) => `${path}: ${message}`);

const rates = (sweep: object): number[] =>
  runsOf(sweep).map(({ config }) => config.optimiser.encoderLearningRate);

describe('a range', () => {
  test('has values of evenly spaced logarithms, the ends included', () => {
    const encoderLearningRate = { from: 1e-5, to: 1e-2, count: 4, scale: 'log' };
    expect(rates({ grid: { optimiser: { encoderLearningRate } } })).toEqual([
      1e-5, 1e-4, 1e-3, 1e-2,
    ]);
    expect(rates({ grid: { 'optimiser.encoderLearningRate': encoderLearningRate } })).toHaveLength(
      4,
    );
    expect(rates({ include: [{ optimiser: { encoderLearningRate } }] })).toHaveLength(4);
  });

  test('is linear unless it says otherwise, and whole where it has to be', () => {
    const leaky = { model: { leakySlope: { from: 0, to: 0.3, count: 4 } } };
    expect(runsOf({ grid: leaky }).map(({ config }) => config.model.leakySlope)).toEqual([
      ...[0, 0.1, 0.2, 0.3],
    ]);
    const batches = { batchSize: { from: 1, to: 100, count: 4, scale: 'log' } };
    expect(runsOf({ grid: batches }).map(({ config }) => config.batchSize)).toEqual([
      1, 5, 22, 100,
    ]);
  });

  test('of an estimator’s own setting', () => {
    const grid = {
      estimator: ['reinforce+baseline'],
      estimatorSettings: { decay: { from: 0.5, to: 0.9, count: 3 } },
    };
    expect(runsOf({ grid }).map(({ config }) => config.estimatorSettings.decay)).toEqual([
      ...[0.5, 0.7, 0.9],
    ]);
  });

  test.each([
    [{ from: 1, to: 0.5, count: 3 }, /`from` below `to`/],
    [{ from: 0, to: 1, count: 3, scale: 'log' }, /`from` above 0/],
    [{ from: 0, to: 1, count: 1 }, /list of values, or a range/],
    [{ from: 0, to: 1 }, /list of values, or a range/],
    [{ from: 0, to: 1, count: 2, step: 3 }, /list of values, or a range|is not a setting/],
  ])('%j is refused', (leakySlope, message) => {
    expect(issuesIn({ grid: { model: { leakySlope } } }).join('\n')).toMatch(message);
  });
});

describe('zip', () => {
  test('lets settings change together, with every combination of the grid', () => {
    const sweep = {
      grid: { estimator: ['ars', 'arsm'] },
      zip: [{ categories: [3, 5], 'model.encoderHidden': [[8], [16]] }],
    };
    expect(
      runsOf(sweep).map(({ config }) => [
        config.estimator,
        config.categories,
        config.model.encoderHidden,
      ]),
    ).toEqual([
      ['ars', 3, [8]],
      ['ars', 5, [16]],
      ['arsm', 3, [8]],
      ['arsm', 5, [16]],
    ]);
    expect(runsOf({ zip: sweep.zip })).toHaveLength(2);
  });

  test('refuses lists of different lengths, and what varies already', () => {
    expect(issuesIn({ zip: [{ categories: [3, 5], variables: [1] }] })).toEqual([
      'zip: needs lists of the same length; categories has 2, variables has 1',
    ]);
    expect(issuesIn({ grid: { categories: [3] }, zip: [{ categories: [3, 5] }] })[0]).toMatch(
      /^categories: varies already, at .*:1$/,
    );
  });
});

describe('sample', () => {
  const settings = {
    optimiser: { encoderLearningRate: { logUniform: [1e-5, 1e-2] } },
    'model.leakySlope': { uniform: [0.1, 0.3] },
    batchSize: { choice: [50, 100] },
    variables: { integer: [5, 7] },
  };
  const drawn = (sample: object, more: object = {}) =>
    runsOf({ sample: { number: 200, settings, ...sample }, ...more });

  test('draws from distributions, within their bounds', () => {
    const configs = drawn({}).map(({ config }) => config);
    expect(configs).toHaveLength(200);
    const values = configs.map(({ optimiser }) => optimiser.encoderLearningRate);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1e-5);
    expect(Math.max(...values)).toBeLessThanOrEqual(1e-2);
    // Half of the logarithms are below their middle: 100 ± 5 standard deviations of 7.1.
    const low = values.filter((value) => value < 10 ** -3.5).length;
    expect(Math.abs(low - 100)).toBeLessThan(36);
    for (const { model } of configs)
      expect(Math.abs(model.leakySlope - 0.2)).toBeLessThanOrEqual(0.1);
    expect(new Set(configs.map(({ batchSize }) => batchSize))).toEqual(new Set([50, 100]));
    expect(new Set(configs.map(({ variables }) => variables))).toEqual(new Set([5, 6, 7]));
  });

  test('draws the same again, more after the fewer, and others with another seed', () => {
    const all = drawn({});
    expect(drawn({})).toEqual(all);
    expect(drawn({ number: 20 })).toEqual(all.slice(0, 20));
    expect(drawn({ seed: 1 })).not.toEqual(all);
    const { batchSize, ...fewer } = settings;
    const without = drawn({ settings: fewer }).map(({ config }) => config.model.leakySlope);
    expect(without).toEqual(all.map(({ config }) => config.model.leakySlope));
    expect(batchSize).toBeDefined();
  });

  test('gives every combination of the grid the same draws', () => {
    const runs = drawn({ number: 5 }, { grid: { estimator: ['ars', 'arsm'] } });
    const [ars, arsm] = ['ars', 'arsm'].map((name) =>
      runs
        .filter(({ config }) => config.estimator === name)
        .map(({ config }) => config.optimiser.encoderLearningRate),
    );
    expect(ars).toHaveLength(5);
    expect(arsm).toEqual(ars);
  });

  test.each<[string, object, RegExp]>([
    ['no number', { settings }, /^sample\.number: .*found none/],
    ['a number of none', { number: 0, settings }, /^sample\.number: .*from 1 to 10000; found 0/],
    ['no settings', { number: 3 }, /^sample\.settings: needs at least one setting/],
    [
      'bounds in the wrong order',
      { number: 3, settings: { batchSize: { integer: [5, 1] } } },
      /smaller first/,
    ],
    [
      'a log of 0',
      { number: 3, settings: { 'model.leakySlope': { logUniform: [0, 1] } } },
      /above 0/,
    ],
    [
      'an unknown distribution',
      { number: 3, settings: { batchSize: { normal: [0, 1] } } },
      /must be \{"choice"/,
    ],
    [
      'a value alone',
      { number: 3, settings: { batchSize: 5 } },
      /distribution per setting|must be \{"choice"/,
    ],
    [
      'an empty choice',
      { number: 3, settings: { batchSize: { choice: [] } } },
      /must be \{"choice"/,
    ],
    ['another key', { number: 3, settings, seeds: 4 }, /^sample\.seeds: must be \{"number"/],
    [
      'seeds',
      { number: 3, settings: { seeds: { choice: [[1], [2]] } } },
      /listed at the top of the file/,
    ],
    [
      'a setting that does not exist',
      { number: 3, settings: { batch: { choice: [1] } } },
      /is not a setting/,
    ],
  ])('refuses %s', (_, sample, message) => {
    expect(issuesIn({ sample })[0]).toMatch(message);
  });
});
