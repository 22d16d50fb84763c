import { describe, expect, test } from 'vitest';
import { configFlags, parseValue } from '../../src/config/flags.ts';
import { settings } from '../../src/config/settings.ts';
import { resolveConfig, valueAt } from '../../src/config/resolve.ts';

const flagFor = (name: string) => configFlags().find(({ flag }) => flag.startsWith(`${name} `))!;

describe('settings', () => {
  test('lists every setting once, nested ones by their dotted path', () => {
    const paths = settings().map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(
      expect.arrayContaining(['name', 'samples', 'optimiser.beta1', 'data.directory']),
    );
    for (const group of ['model', 'optimiser', 'evaluation', 'data', 'backend']) {
      expect(paths).not.toContain(group);
    }
  });
});

describe('parseValue', () => {
  test.each([
    ['3', 3],
    ['1e-4', 1e-4],
    ['null', null],
    ['true', true],
    ['[1, 2]', [1, 2]],
    ['"3"', '3'],
    ['ars', 'ars'],
    ['', ''],
    ['[1', '[1'],
  ])('reads "%s" as JSON where it is JSON, otherwise as text', (text, value) => {
    expect(parseValue(text)).toEqual(value);
  });
});

describe('flags', () => {
  test('are named once each, with one argument unless they turn something on or off', () => {
    for (const { flag, value } of configFlags()) {
      const pattern = value === undefined ? / <[a-z]+(\.\.\.)?>$/ : /^\S+$/;
      expect(flag).toMatch(/^--[a-z][a-z-]*( |$)/);
      expect(flag).toMatch(pattern);
    }
    const names = configFlags().map(({ flag }) => flag);
    const words = names.map((name) => name.split(' ')[0]);
    expect(new Set(words).size).toBe(words.length);
  });

  test('include those of the paper’s experiment', () => {
    const words = configFlags().map(({ flag }) => flag.split(' ')[0]);
    expect(words).toEqual(
      expect.arrayContaining(['--estimator', '--categories', '--samples', '--seed', '--seeds']),
    );
  });

  test('set a setting that exists', () => {
    const paths = settings().map(({ path }) => path);
    for (const { path, description } of configFlags()) {
      expect(paths).toContain(path);
      expect(description).toMatch(/\S/);
    }
  });

  const withDefault = configFlags().filter(
    // Neither a list of files nor "no text" can be written as one argument.
    ({ defaultValue, path, parse }) =>
      defaultValue !== undefined &&
      path !== 'plugins' &&
      (defaultValue !== null || parse('null') === null),
  );
  test.each(withDefault)('read the default of $flag back', ({ path, defaultValue, parse }) => {
    const written = Array.isArray(defaultValue) ? defaultValue.join(',') : String(defaultValue);
    const value = parse(written);
    expect(value).toEqual(defaultValue);
    const { config } = resolveConfig([{ path: path.split('.'), value, origin: '--flag' }]);
    expect(valueAt(config, path)).toEqual(defaultValue);
  });

  test('that take text leave numbers as text', () => {
    expect(flagFor('--name').parse('3')).toBe('3');
    expect(flagFor('--out').parse('2024')).toBe('2024');
    expect(flagFor('--estimator').parse('null')).toBe('null');
    expect(flagFor('--data-dir').parse('7')).toBe('7');
    expect(flagFor('--plugin').parse('1')).toBe('1');
  });

  test('that take numbers turn text into numbers', () => {
    expect(flagFor('--categories').parse('5')).toBe(5);
    expect(flagFor('--encoder-lr').parse('1e-3')).toBe(0.001);
    expect(flagFor('--samples').parse('46')).toBe(46);
    expect(flagFor('--samples').parse('arsm')).toBe('arsm');
    expect(flagFor('--threads').parse('null')).toBeNull();
  });

  test('that take no argument come in pairs', () => {
    const toggles = configFlags().filter(({ value }) => value !== undefined);
    expect(toggles.map(({ flag, path, value }) => [flag, path, value])).toEqual([
      ['--init-optimiser', 'init.optimiser', true],
      ['--no-init-optimiser', 'init.optimiser', false],
      ['--tensorboard', 'tensorboard', true],
      ['--no-tensorboard', 'tensorboard', false],
    ]);
  });

  test('--seed and --seeds both set the seeds', () => {
    expect(flagFor('--seed')).toMatchObject({ path: 'seeds' });
    expect(flagFor('--seed').parse('3')).toEqual([3]);
    expect(flagFor('--seeds').parse('0-2')).toEqual([0, 1, 2]);
  });
});
