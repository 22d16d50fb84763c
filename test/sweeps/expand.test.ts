import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issuesOf, writeConfig } from '../config/issues.ts';
import { foldersOf, runsOf, runsOfFile } from '../support/sweeps/sweep.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The issues of a sweep file that holds these lines, with `FILE` for its name. */
function issuesIn(...lines: readonly string[]): string[] {
  const { file, shown } = writeConfig(temporaryFolder(), 'sweep.json', lines);
  return issuesOf(() => runsOfFile(file)).map(({ path, message, origin = '' }) =>
    `${origin.replace(shown, 'FILE')} ${path}: ${message}`.replaceAll(shown, 'FILE'),
  );
}

describe('a grid', () => {
  const axis = <T>(values: readonly T[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
  const grids = fc.record({
    categories: axis([2, 3, 4, 5]),
    estimator: axis(['ars', 'ars+', 'arsm', 'reinforce']),
    variables: axis([2, 3, 20]),
  });
  const seeds = fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 4 });

  test('has every combination with every seed once, in the order of the file', () => {
    fc.assert(
      fc.property(grids, seeds, (grid, seedList) => {
        const runs = runsOf({ seeds: seedList, grid });
        expect(
          runs.map(({ config, seed }) => [
            config.categories,
            config.estimator,
            config.variables,
            seed,
          ]),
        ).toEqual(
          grid.categories.flatMap((categories) =>
            grid.estimator.flatMap((estimator) =>
              grid.variables.flatMap((variables) =>
                seedList.map((seed) => [categories, estimator, variables, seed]),
              ),
            ),
          ),
        );
        expect(new Set(runs.map(({ directory }) => directory)).size).toBe(runs.length);
        for (const { config, seed } of runs) expect(config.seeds).toEqual([seed]);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('included a second time adds nothing, whatever the order of its values', () => {
    fc.assert(
      fc.property(grids, seeds, (grid, seedList) => {
        const reversed = Object.fromEntries(
          Object.entries(grid).map(([key, values]) => [key, values.toReversed()]),
        );
        expect(foldersOf({ seeds: seedList, grid, include: [reversed] })).toEqual(
          foldersOf({ seeds: seedList, grid }),
        );
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  test('loses to exclude what has all of the values, and nothing else', () => {
    fc.assert(
      fc.property(grids, seeds, fc.nat(), (grid, seedList, pick) => {
        const all = runsOf({ seeds: seedList, grid });
        const { config, seed } = all[pick % all.length]!;
        const condition = { categories: config.categories, estimator: [config.estimator] };
        const gone = (one: (typeof all)[number]) =>
          one.config.categories === config.categories && one.config.estimator === config.estimator;
        const kept = all.filter((one) => !gone(one) || one.seed !== seed);
        if (kept.length === 0) return;
        const exclude = [{ ...condition, seeds: [seed] }];
        expect(runsOf({ seeds: seedList, grid, exclude })).toEqual(kept);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

test('two numbers of samples that come to the same are one run', () => {
  const sweep = {
    categories: 2,
    grid: { estimator: ['reinforce-loo'], samples: ['ars', 'arsm', 2, 3] },
  };
  expect(foldersOf(sweep)).toEqual(['reinforce-loo-c2-n2/seed-0', 'reinforce-loo-c2-n3/seed-0']);
});

test('event files change no folder', () => {
  const grid = { categories: [3, 4] };
  expect(foldersOf({ tensorboard: true, grid })).toEqual(foldersOf({ grid }));
  expect(runsOf({ tensorboard: true, grid })[1]!.config.tensorboard).toBe(true);
});

test('an estimator without samples ignores them', () => {
  expect(foldersOf({ grid: { estimator: ['ars'], samples: ['ars', 'arsm'] } })).toEqual([
    'ars-c10/seed-0',
  ]);
});

test('without grid and include there is one run per seed', () => {
  expect(foldersOf({ seeds: [2, 1] })).toEqual(['ars+-c10/seed-2', 'ars+-c10/seed-1']);
});

test('with include alone, the base configuration is not a run of its own', () => {
  expect(foldersOf({ include: [{ categories: 3 }, { categories: 5, seeds: [7] }] })).toEqual([
    'ars+-c3/seed-0',
    'ars+-c5/seed-7',
  ]);
});

test('a run has one thread, unless the sweep says otherwise', () => {
  const threads = (backend?: object) => runsOf({ backend })[0]!.config.backend.threads;
  expect(threads()).toBe(1);
  expect(threads({ threads: 2 })).toBe(2);
});

test('a file that extends a sweep replaces its lists', () => {
  const folder = temporaryFolder();
  writeConfig(
    folder,
    'base.json',
    '{"grid": {"categories": [2, 3], "estimator": ["arsm"]}, "include": [{"categories": 4}]}',
  );
  const { file } = writeConfig(
    folder,
    'sweep.json',
    '{"extends": "base.json", "grid": {"categories": [5]}, "include": []}',
  );
  expect(runsOfFile(file).map(({ directory }) => directory)).toEqual(['arsm-c5/seed-0']);
});

test('files are relative to the sweep file that names them', () => {
  const folder = temporaryFolder();
  const { file } = writeConfig(
    folder,
    'sweep.json',
    '{"grid": {"data": {"directory": ["a", "b"]}}, "include": [{"data": {"directory": "c"}}]}',
  );
  expect(runsOfFile(file).map(({ config }) => config.data.directory)).toEqual(
    ['a', 'b', 'c'].map((name) => `${folder}/${name}`),
  );
});

test('names with dots mean the same as nested ones', () => {
  const values = { optimiser: { encoderLearningRate: [1e-4, 1e-3] }, model: { leakySlope: [0.3] } };
  const dotted = { 'optimiser.encoderLearningRate': [1e-4, 1e-3], 'model.leakySlope': [0.3] };
  expect(runsOf({ grid: dotted })).toEqual(runsOf({ grid: values }));
  expect(runsOf({ include: [dotted] })).toEqual(runsOf({ include: [values] }));
  const own = { estimator: ['reinforce+baseline'], 'estimator.decay': [0.5] };
  expect(foldersOf({ grid: own })).toEqual(['reinforce+baseline-c10-n10-decay-0.5/seed-0']);
  const exclude = [{ 'model.leakySlope': 0.3 }];
  expect(runsOf({ grid: { 'model.leakySlope': [0.3, 0.4] }, exclude })).toHaveLength(1);
});

test('a name with dots replaces a nested one of the file that is extended', () => {
  const folder = temporaryFolder();
  writeConfig(folder, 'base.json', '{"grid": {"model": {"leakySlope": [0.1, 0.2]}}}');
  const text = '{"extends": "base.json", "grid": {"model.leakySlope": [0.3]}}';
  const { file } = writeConfig(folder, 'sweep.json', text);
  expect(runsOfFile(file).map(({ config }) => config.model.leakySlope)).toEqual([0.3]);
});

describe('mistakes are named with their lines:', () => {
  test('settings that do not exist', () => {
    expect(
      issuesIn(
        '{"grid": {',
        '  "categoris": [3],',
        '  "model": {"leakySlop": [0.1]}},',
        ' "include": [',
        '  {"categories": 3},',
        '  {"estimater": "ars"}',
        ' ]}',
      ),
    ).toEqual([
      'FILE:3 model.leakySlop: is not a setting. Did you mean "model.leakySlope"? (the run with categoris 3, model.leakySlop 0.1)',
      'FILE:2 categoris: is not a setting. Did you mean "categories"? (the run with categoris 3, model.leakySlop 0.1)',
      'FILE:6 estimater: is not a setting. Did you mean "estimator"? (the run with estimater ars)',
    ]);
  });

  test('sections that do not exist', () => {
    expect(issuesIn('{', '"gird": {"categories": [3]},', '"exlude": []}')).toEqual([
      'FILE:2 gird: is not a setting. Did you mean "grid"?',
      'FILE:3 exlude: is not a setting. Did you mean "exclude"?',
    ]);
  });

  test('an estimator that cannot take the categories', () => {
    expect(
      issuesIn('{"grid": {', '"categories": [2, 3],', '"estimator": ["ars", "arm"]}}'),
    ).toEqual([
      'FILE:2 categories: arm is defined for 2 categories only; found 3. Use --categories 2, or arsm, which extends it. (the run with categories 3, estimator arm)',
    ]);
  });

  test('an unknown estimator, and a value that all runs share', () => {
    expect(
      issuesIn('{"steps": 0, "grid": {', '"estimator": ["ars", "arms"],', '"categories": [2, 3]}}'),
    ).toEqual([
      'FILE:1 steps: must be a whole number of at least 1; found 0',
      expect.stringMatching(
        /^FILE:2 estimator: is unknown\. Did you mean "arm"\? .*; found "arms" \(the run with estimator arms, categories 2, and 1 more\)$/,
      ),
    ]);
  });

  test.each<[string, string, string]>([
    [
      'an empty list',
      '{"grid": {"categories": []}}',
      'FILE:1 grid.categories: is an empty list, so there would be no run',
    ],
    [
      'an empty list in include',
      '{"include": [{"categories": []}]}',
      'FILE:1 include.0.categories: is an empty list, so there would be no run',
    ],
    [
      'a value instead of a list',
      '{"grid": {"categories": 3}}',
      'FILE:1 grid.categories: must be a list of values; found 3',
    ],
    [
      'a grid without settings',
      '{"grid": {}}',
      'FILE:1 grid: must be an object with a list of values for every setting that varies',
    ],
    [
      'a grid that is a list',
      '{"grid": [1]}',
      'FILE:1 grid: must be an object with a list of values for every setting that varies',
    ],
    [
      'an include that is an object',
      '{"include": {"categories": 3}}',
      'FILE:1 include.categories: must be a list of objects, each with at least one setting',
    ],
    [
      'an element that is no object',
      '{"include": [{"categories": 3}, 4]}',
      'FILE:1 include: must be a list of objects, each with at least one setting',
    ],
    [
      'an empty element',
      '{"exclude": [{}]}',
      'FILE:1 exclude: must be a list of objects, each with at least one setting',
    ],
    [
      'seeds in the grid',
      '{"grid": {"seeds": [1]}}',
      'FILE:1 grid.seeds: are listed at the top of the file; every run gets all of them',
    ],
    [
      'a name that varies',
      '{"include": [{"name": "a"}]}',
      'FILE:1 include.0.name: is the same for all runs of a sweep: set it at the top of the file',
    ],
    [
      'event files for some runs',
      '{"grid": {"tensorboard": [true, false]}}',
      'FILE:1 grid.tensorboard: is the same for all runs of a sweep: set it at the top of the file',
    ],
    [
      'seeds that are no list',
      '{"include": [{"seeds": 3, "steps": 1}]}',
      'FILE:1 seeds: must be a list of seeds such as [0, 1, 2]; found 3',
    ],
    [
      'an exclusion that fits no run',
      '{"exclude": [{"categories": 4}]}',
      'FILE:1 exclude: excludes no run of this sweep',
    ],
    [
      'an exclusion of everything',
      '{"exclude": [{"categories": 10}]}',
      ' exclude: leaves no run of this sweep',
    ],
    [
      'an exclusion that makes no sense',
      '{"exclude": [{"steps": "many"}]}',
      'FILE:1 steps: must be a whole number of at least 1; found "many"',
    ],
    [
      'a key that is there twice',
      '{"include": [{"steps": 1, "steps": 2}]}',
      'FILE:1 include.0.steps: is written twice, first on line 1',
    ],
  ])('%s', (_, text, expected) => {
    expect(issuesIn(text)).toEqual([expected]);
  });

  test('a setting in both forms', () => {
    expect(
      issuesIn('{"grid": {', '"model": {"leakySlope": [1]},', '"model.leakySlope": [0.5]}}'),
    ).toEqual(['FILE:3 grid.model.leakySlope: is written twice, first at FILE:2']);
    expect(issuesIn('{"include": [{"a.b": 1, "a": {"b": 2}}]}')).toEqual([
      'FILE:1 include.0.a.b: is written twice, first at FILE:1',
    ]);
  });

  test('a dotted name where a file has to nest it', () => {
    expect(issuesIn('{"model.leakySlope": 0.5}')).toEqual([
      'FILE:1 model.leakySlope: is nested in files: { "model": { "leakySlope": … } }',
    ]);
  });

  test('too many runs, before they fill the memory', () => {
    const many = JSON.stringify(Array.from({ length: 300 }, (_, at) => at + 2));
    expect(
      issuesIn(`{"grid": {"categories": ${many}, "variables": ${many}, "steps": ${many}}}`),
    ).toEqual([' : the sweep has 27000000 runs; 10000 is the most']);
  });

  test('a folder whose path the system does not take', () => {
    const out = `/${'ü'.repeat(128)}`;
    expect(issuesIn(`{"out": "${out}", "categories": 2}`)).toEqual([
      `FILE:1 out: the name "${'ü'.repeat(20)}…" has 256 bytes; file systems take 255. Choose a shorter --out or --name`,
    ]);
  });
});
