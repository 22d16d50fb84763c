import { describe, expect, test } from 'vitest';
import { settingAt, settings } from '../../src/config/settings.ts';
import { valueAt } from '../../src/config/resolve.ts';
import { configSchema } from '../../src/config/schema.ts';
import { containing } from './containing.ts';

const accepts = (path: string, value: unknown) =>
  configSchema.safeParse(containing(settingAt(path) ?? { path }, value)).success;

describe('the schema', () => {
  test('describes every setting and gives it a default', () => {
    const fields = settings();
    expect(fields.length).toBeGreaterThan(20);
    for (const { path, description, defaultValue } of fields) {
      expect(description, path).toMatch(/\S/);
      expect(defaultValue, path).not.toBeUndefined();
    }
  });

  test('gives every group of settings a description', () => {
    const groups = Object.entries(configSchema.shape).filter(([key]) =>
      settings().some(({ path }) => path.startsWith(`${key}.`)),
    );
    expect(groups.length).toBeGreaterThan(0);
    for (const [key, group] of groups) expect(group.description, key).toMatch(/\S/);
  });

  test('fills in the default of every setting', () => {
    for (const { path, defaultValue, chosenBy } of settings()) {
      const chooser = { path: chosenBy?.path ?? 'name' };
      const config = configSchema.parse(containing(chooser, chosenBy?.values[0] ?? 'experiment'));
      expect(valueAt(config, path), path).toEqual(defaultValue);
    }
  });

  test('accepts every default when it is written out', () => {
    for (const { path, defaultValue } of settings()) {
      expect(accepts(path, defaultValue), path).toBe(true);
    }
  });

  test('has the protocol of Dong, Mnih, Tucker 2021 as its defaults', () => {
    // As the paper trains: batches of 200, Adam at 1e-4, the prior by SGD at 1e-2, LeakyReLU of
    // slope 0.2 in hidden layers of 512 and 256, a million steps, a test bound of 100 samples.
    expect(configSchema.parse({})).toMatchObject({
      batchSize: 200,
      steps: 1_000_000,
      model: { encoderHidden: [512, 256], decoderHidden: [256, 512], leakySlope: 0.2 },
      optimiser: {
        encoderLearningRate: 1e-4,
        decoderLearningRate: 1e-4,
        priorLearningRate: 1e-2,
        beta1: 0.9,
        beta2: 0.999,
      },
      evaluation: { samples: 100 },
      data: { name: 'auto', directory: null },
    });
  });

  test.each<[string, readonly unknown[], readonly unknown[]]>([
    ['name', ['a', 'ars+.c5_v-2', '3'], ['', '../a', 'a/b', 'a\\b', '.a', '-a', 'a b', 3, null]],
    ['out', ['a/b', '/tmp', '.'], ['', null, 3]],
    ['plugins', [[], ['a.mjs']], ['a.mjs', [''], [3], null]],
    ['estimator', ['ars+', 'my-own'], [3, null]],
    ['samples', [1, 46, 'ars', 'arsm'], [0, -1, 1.5, '3', 'all', null]],
    ['categories', [2, 10], [1, 0, 2.5, '10', null]],
    ['variables', [1, 20], [0, -1, 0.5, null]],
    ['seeds', [[0], [3, 1]], [[], [1, 1], [-1], [0.5], [2 ** 53], 0, '0']],
    ['steps', [1], [0, 1.5, 1e20, Number.POSITIVE_INFINITY, null]],
    ['model.encoderHidden', [[], [3], [3, 4]], [[0], 3, ['a'], null]],
    ['model.leakySlope', [0, 0.2, 2], [-0.1, '0.2', Number.NaN, Number.POSITIVE_INFINITY]],
    ['optimiser.name', ['adam', 'sgd'], ['Adam', 'no-such', null, 3]],
    ['optimiser.beta1', [0, 0.999, 1 - 2 ** -24], [1, -0.1, 2, null, 1 - 2 ** -25]],
    ['optimiser.epsilon', [1e-7, 1e-30, 1], [0, -1e-7, 1e-40, 1e39, null]],
    ['optimiser.encoderLearningRate', [0, 1e-4, 1e38], [-1e-4, 1e39, Number.NaN, null]],
    ['optimiser.nesterov', [true], [0, 'yes']],
    ['optimiser.schedule', [{}, { name: 'cosine' }], ['cosine', { name: 'linear' }, null]],
    ['optimiser.schedule.finalFraction', [0, 0.1, 1], [-0.1, 1.1, null]],
    ['optimiser.schedule.every', [1], [0, 0.5]],
    ['evaluation.trainImages', [1, null], [0, 'all']],
    ['evaluation.varianceDecay', [0, 0.5], [1, -1, 0.99999999]],
    ['data.name', ['auto', 'mnist', 'fashion-mnist', 'idx'], ['MNIST', 'cifar', null]],
    ['data.directory', ['a', null], ['', 3]],
    ['backend.name', ['auto', 'wasm', 'cpu'], ['gpu', null]],
    ['backend.threads', [1, 4096, null], [0, 1.5, 4097]],
    ['backend.gpu', [0, 3, '1', 'GPU-6a1f', null], [-1, 1.5, '', 'a b']],
  ])('for %s tells good values from bad ones', (path, good, bad) => {
    for (const value of good) expect(accepts(path, value), JSON.stringify(value)).toBe(true);
    for (const value of bad) expect(accepts(path, value), JSON.stringify(value)).toBe(false);
  });

  test('takes no unknown keys at any depth', () => {
    for (const setting of settings()) {
      const { path } = setting;
      const unknown = { ...setting, path: `${path.slice(0, -1)}~` };
      expect(configSchema.safeParse(containing(unknown, 1)).success, path).toBe(false);
    }
  });
});
