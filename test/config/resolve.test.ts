import { describe, expect, test } from 'vitest';
import { entriesFromSet } from '../../src/config/entries.ts';
import type { Entry } from '../../src/config/entries.ts';
import { entriesFromFile } from '../../src/config/file.ts';
import { configFlags, parseValue } from '../../src/config/flags.ts';
import { settings } from '../../src/config/settings.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { pluginFiles, resolveConfig, valueAt, withOrigins } from '../../src/config/resolve.ts';
import { configSchema } from '../../src/config/schema.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { issuesOf, writeConfig } from './issues.ts';

const set = (...arguments_: string[]) =>
  arguments_.flatMap((argument) => entriesFromSet(argument, parseValue));

/** The entry that a flag's argument gives. */
function flag(name: string, argument: string): Entry {
  const found = configFlags().find((candidate) => candidate.flag.startsWith(`${name} `))!;
  return { path: found.path.split('.'), value: found.parse(argument), origin: name };
}

/** The entries of a file that holds `text`. */
function fileOf(text: string | readonly string[]) {
  const { file, shown } = writeConfig(temporaryFolder(), 'a.json', text);
  return { entries: entriesFromFile(file), shown };
}

describe('sources', () => {
  test('give nothing but the defaults when there are none', () => {
    const { config, origin } = resolveConfig([]);
    expect(config).toEqual(configSchema.parse({}));
    for (const { path } of settings()) expect(origin(path)).toBe('default');
  });

  test('win in the order defaults, extended files, file, --set, flags', () => {
    const folder = temporaryFolder();
    const base = writeConfig(folder, 'base.json', [
      '{',
      '"categories": 3,',
      '"variables": 3,',
      '"steps": 3,',
      '"batchSize": 3}',
    ]);
    const own = writeConfig(folder, 'own.json', [
      '{"extends": "base.json",',
      '"variables": 4,',
      '"steps": 4,',
      '"batchSize": 4}',
    ]);
    const { config, origin } = resolveConfig([
      ...entriesFromFile(own.file),
      ...set('steps=5', 'batchSize=5'),
      flag('--batch-size', '6'),
    ]);
    expect(config).toMatchObject({
      samples: 'ars',
      categories: 3,
      variables: 4,
      steps: 5,
      batchSize: 6,
    });
    expect(origin('samples')).toBe('default');
    expect(origin('categories')).toBe(`${base.shown}:2`);
    expect(origin('variables')).toBe(`${own.shown}:2`);
    expect(origin('steps')).toBe('--set steps=5');
    expect(origin('batchSize')).toBe('--batch-size');
  });

  test('replace single settings of a group and whole lists', () => {
    const { config } = resolveConfig([
      ...fileOf('{"optimiser": {"beta1": 0.1, "beta2": 0.2}, "seeds": [1, 2, 3]}').entries,
      ...set('optimiser.beta2=0.3', 'seeds=[4]'),
    ]);
    expect(config.optimiser).toMatchObject({ beta1: 0.1, beta2: 0.3, epsilon: 1e-7 });
    expect(config.seeds).toEqual([4]);
  });

  test('can take a value back to null', () => {
    const { entries } = fileOf('{"data": {"directory": "images"}}');
    const { config } = resolveConfig([...entries, ...set('data.directory=null')]);
    expect(config.data.directory).toBeNull();
  });

  test('may correct an earlier mistake', () => {
    const { config } = resolveConfig([
      ...fileOf('{"model": 3, "steps": {"a": 1}}').entries,
      ...set('model.leakySlope=0.5', 'steps=7'),
    ]);
    expect(config.model).toEqual({ ...configSchema.parse({}).model, leakySlope: 0.5 });
    expect(config.steps).toBe(7);
  });

  test('know the origin of a group by its first setting', () => {
    const { entries, shown } = fileOf(['{"optimiser": {', '"beta1": 0.1}}']);
    expect(resolveConfig(entries).origin('optimiser')).toBe(`${shown}:2`);
  });

  test('keep the rest of an object that --set gave when a later one sets a part', () => {
    const { config } = resolveConfig(set('optimiser={"beta1": 0.5}', 'optimiser.beta2=0.25'));
    expect(config.optimiser).toMatchObject({ beta1: 0.5, beta2: 0.25 });
  });
});

describe('mistakes', () => {
  test('are all reported at once, each with file and line, --set argument or flag', () => {
    const { entries, shown } = fileOf([
      '{',
      '"categories": 1,',
      '"optimiser": {',
      '  "beta1": 2,',
      '  "bata2": 0.9',
      '},',
      '"seeds": [0, "a", -1],',
      '"model": 3',
      '}',
    ]);
    const issues = issuesOf(() =>
      resolveConfig([...entries, ...set('samples=some'), flag('--steps', '0')]),
    );
    const found = new Map(issues.map(({ path, ...rest }) => [path, rest]));
    expect(Object.fromEntries(found)).toEqual({
      categories: {
        origin: `${shown}:2`,
        message: 'must be a whole number of at least 2; found 1',
      },
      'optimiser.beta1': { origin: `${shown}:4`, message: 'must be in [0, 1); found 2' },
      'optimiser.bata2': {
        origin: `${shown}:5`,
        message: 'is not a setting. Did you mean "optimiser.beta2"?',
      },
      'seeds.1': { origin: `${shown}:7`, message: 'must be a whole number of at least 0' },
      'seeds.2': { origin: `${shown}:7`, message: 'must be a whole number of at least 0' },
      model: { origin: `${shown}:8`, message: expect.stringContaining('found 3') as string },
      samples: {
        origin: '--set samples=some',
        message:
          'must be a whole number of at least 1, or "ars" (C) or "arsm" (C(C-1)/2 + 1); found "some"',
      },
      steps: { origin: '--steps', message: 'must be a whole number of at least 1; found 0' },
    });
    expect(issues).toHaveLength(8);
  });

  test.each([
    ['step=1', 'step', 'Did you mean "steps"?'],
    ['optimizer.beta1=1', 'optimizer', 'Did you mean "optimiser"?'],
    ['evaluation.evry=1', 'evaluation.evry', 'Did you mean "evaluation.every"?'],
    [
      'model.zebra=1',
      'model.zebra',
      'Known here: model.name, model.encoderHidden, model.decoderHidden, model.leakySlope.',
    ],
    // A setting of another group is not suggested.
    ['data.threads=1', 'data.threads', 'Known here: data.name, data.directory.'],
  ])('such as the key in %s are met with a suggestion or the known keys', (...row) => {
    const [argument, path, hint] = row;
    expect(issuesOf(() => resolveConfig(set(argument)))).toEqual([
      { path, origin: `--set ${argument}`, message: `is not a setting. ${hint}` },
    ]);
  });

  test('such as a key unlike any other bring no suggestion, however long its group', () => {
    const [issue] = issuesOf(() => resolveConfig(set('optimiser.gamma=1')));
    expect(issue?.message).not.toContain('Did you mean');
  });

  test.each([
    ['a number where an object belongs', 'model=3', 'model'],
    ['a list where an object belongs', 'model=[1]', 'model'],
    ['null where an object belongs', 'model=null', 'model'],
    ['an object where a number belongs', 'steps.a=1', 'steps'],
    ['an object where text belongs', 'name.a=1', 'name'],
    ['an object where a list belongs', 'seeds.a=1', 'seeds'],
    ['an object where a nullable number belongs', 'backend.threads.a=1', 'backend.threads'],
    ['an empty object where a number belongs', 'steps={}', 'steps'],
  ])('such as %s name the setting', (_, argument, path) => {
    expect(issuesOf(() => resolveConfig(set(argument)))).toMatchObject([
      { path, origin: `--set ${argument}` },
    ]);
  });

  test.each([
    ['an empty object where a number belongs', '{"steps": {}}', 'steps'],
    ['an unknown key with an empty object', '{"nonsense": {}}', 'nonsense'],
  ])('such as %s in a file name the setting', (_, text, path) => {
    const { entries } = fileOf(text);
    expect(issuesOf(() => resolveConfig(entries))).toMatchObject([{ path }]);
  });

  test('such as a repeated seed are told apart from bad seeds', () => {
    expect(issuesOf(() => resolveConfig([flag('--seeds', '0-2,1')]))).toEqual([
      { path: 'seeds', origin: '--seeds', message: 'names a seed twice; found [0,1,2,1]' },
    ]);
  });

  test.each([
    ['{"__proto__": 1}', '__proto__'],
    ['{"__proto__": {"steps": 3}}', '__proto__'],
    ['{"constructor": {"prototype": {"steps": 3}}}', 'constructor'],
    ['{"model": {"__proto__": {"leakySlope": 3}}}', 'model.__proto__'],
    ['{"model": {"toString": 3}}', 'model.toString'],
  ])('such as %s are unknown keys and pollute no prototype', (text, path) => {
    const { entries, shown } = fileOf(text);
    expect(issuesOf(() => resolveConfig(entries))).toEqual([
      {
        path,
        origin: `${shown}:1`,
        message: expect.stringContaining('is not a setting. Known here: ') as string,
      },
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { steps?: unknown }).steps).toBeUndefined();
  });

  test('such as an unknown estimator are told when the known ones are given', () => {
    const { ars, arsm, reinforce } = estimators;
    const known = { ars, arsm, reinforce };
    const wrong = set('estimator=reinforc', 'steps=0');
    expect(issuesOf(() => resolveConfig(wrong, known))).toContainEqual({
      path: 'estimator',
      origin: '--set estimator=reinforc',
      message:
        'is unknown. Did you mean "reinforce"? Known: ars, arsm, reinforce; found "reinforc"',
    });
    expect(issuesOf(() => resolveConfig(wrong, known))).toHaveLength(2);
    expect(resolveConfig(set('estimator=arsm'), known).config.estimator).toBe('arsm');
  });

  test('such as an unknown setting of the estimator name those that it has', () => {
    const argument = 'estimator.deacy=0.5';
    const entries = set('estimator=reinforce+baseline', argument, 'steps=0');
    expect(issuesOf(() => resolveConfig(entries, estimators))).toContainEqual({
      path: 'estimatorSettings.deacy',
      origin: `--set ${argument}`,
      message: 'is not a setting of reinforce+baseline. Did you mean "decay"?',
    });
    expect(issuesOf(() => resolveConfig(set('estimator.decay=0.5'), estimators))).toEqual([
      {
        path: 'estimatorSettings.decay',
        origin: '--set estimator.decay=0.5',
        message: 'is not a setting of ars+, which has none of its own',
      },
    ]);
  });

  test('such as a value that a setting of the estimator does not take say what it takes', () => {
    const entries = set('estimator=reinforce+baseline', 'estimator.decay=1');
    expect(issuesOf(() => resolveConfig(entries, estimators))).toEqual([
      {
        path: 'estimatorSettings.decay',
        origin: '--set estimator.decay=1',
        message: 'must be in [0, 1); found 1',
      },
    ]);
  });

  test('that are found after validation get their origins', () => {
    const late = new ConfigError([
      { path: 'batchSize', message: 'is too large' },
      { path: 'steps', message: 'is too small' },
      { path: 'name', message: 'is taken', origin: 'elsewhere' },
      { path: '', message: 'is odd' },
    ]);
    const error = withOrigins(late, resolveConfig(set('batchSize=7')));
    expect(error.issues).toEqual([
      { path: 'batchSize', message: 'is too large', origin: '--set batchSize=7' },
      { path: 'steps', message: 'is too small', origin: 'default' },
      { path: 'name', message: 'is taken', origin: 'elsewhere' },
      { path: '', message: 'is odd' },
    ]);
    expect(error.cause).toBe(late);
  });
});

describe('the settings of an estimator', () => {
  test('are completed with its defaults', () => {
    const of = (...more: string[]) =>
      resolveConfig(set('estimator=reinforce+baseline', ...more), estimators).config
        .estimatorSettings;
    expect(of()).toEqual({ decay: 0.99 });
    expect(of('estimator.decay=0.5')).toEqual({ decay: 0.5 });
    expect(of('estimatorSettings={"decay": 0}')).toEqual({ decay: 0 });
    expect(resolveConfig([], estimators).config.estimatorSettings).toEqual({});
  });
});

describe('pluginFiles', () => {
  test('are the last list that was given', () => {
    expect(pluginFiles(set('plugins=["a.mjs"]', 'steps=0', 'plugins=["b.mjs", "c.mjs"]'))).toEqual([
      'b.mjs',
      'c.mjs',
    ]);
  });

  test('are none when no valid list was given', () => {
    expect(pluginFiles([])).toEqual([]);
    expect(pluginFiles(set('plugins=3'))).toEqual([]);
    expect(pluginFiles(set('plugins=[""]'))).toEqual([]);
  });
});

describe('valueAt', () => {
  test('finds top-level and nested values', () => {
    const { config } = resolveConfig(set('steps=7', 'evaluation.every=3'));
    expect(valueAt(config, 'steps')).toBe(7);
    expect(valueAt(config, 'evaluation.every')).toBe(3);
  });
});
