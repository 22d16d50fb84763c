import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { sweepJsonSchema } from '../../src/sweeps/sweep-schema.ts';
import { runsOf, runsOfFile } from '../support/sweeps/sweep.ts';

const folder = join(packageRoot, 'configs');
const runsOfConfig = (name: string) => runsOfFile(join(folder, name));

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
}

describe('configs/sweep.schema.json', () => {
  const schema = sweepJsonSchema() as JsonSchema;
  const { grid, include, exclude } = schema.properties!;

  test('is the JSON Schema of a sweep file', async () => {
    const text = `${JSON.stringify(sweepJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../configs/sweep.schema.json');
  });

  test('knows every setting in grid, include and exclude, and no other key', () => {
    for (const settings of [grid!, include!.items!, exclude!.items!]) {
      expect(settings.additionalProperties).toBe(false);
      expect(settings.properties!.model!.additionalProperties).toBe(false);
      expect(settings.properties).not.toHaveProperty('name');
    }
    expect(grid!.properties!.categories!.description).toMatch(/\S/);
    expect(grid!.properties!.categories!.anyOf![0]!.minItems).toBe(1);
    expect(Object.keys(include!.items!.properties!)).toEqual(
      expect.arrayContaining([...Object.keys(grid!.properties!), 'seeds']),
    );
  });

  test('accepts a grid that the program accepts', () => {
    const known = Object.keys(grid!.properties!);
    const value = fc.constantFrom<[string, unknown[]]>(
      ['categories', [2, 3]],
      ['variables', [4]],
      ['samples', ['ars', 7]],
      ['steps', [1, 2]],
      ['batchSize', [10]],
    );
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 1, selector: ([key]) => key }), (axes) => {
        for (const [key] of axes) expect(known).toContain(key);
        expect(runsOf({ grid: Object.fromEntries(axes) }).length).toBeGreaterThan(0);
      }),
      { seed: 1, numRuns: 20 },
    );
  });
});

test('every sweep in configs/ expands', () => {
  const sweeps = readdirSync(folder).filter((name) =>
    readFileSync(join(folder, name), 'utf8').includes('"./sweep.schema.json"'),
  );
  expect(sweeps).toContain('figure1.json');
  for (const name of sweeps) expect(() => runsOfConfig(name), name).not.toThrow();
});

describe('figure 1', () => {
  // Dong, Mnih, Tucker 2021, figure 1: C in {10, 5, 3, 2}; REINFORCE LOO with the evaluations of ARS
  // and of ARSM, which are the same at C = 2; ARM and DisARM at C = 2.
  const cost = (categories: number) => [
    ['ars', categories],
    ['ars+', categories],
    ['arsm', (categories * (categories - 1)) / 2 + 1],
    ['arsm+', (categories * (categories - 1)) / 2 + 1],
    ['reinforce-loo', categories],
    ...(categories === 2
      ? [
          ['arm', 2],
          ['disarm', 2],
        ]
      : [['reinforce-loo', (categories * (categories - 1)) / 2 + 1]]),
  ];

  test.each([
    ['figure1.json', 5, 1_000_000],
    ['figure1-short.json', 3, 5000],
  ])('%s is all of it, each run once', (name, seeds, steps) => {
    const runs = runsOfConfig(name);
    for (const categories of [10, 5, 3, 2]) {
      for (let seed = 0; seed < seeds; seed += 1) {
        const panel = runs
          .filter((run) => run.config.categories === categories && run.seed === seed)
          .map(({ config, evaluations }) => [config.estimator, evaluations]);
        expect(panel.sort()).toEqual(cost(categories).sort());
      }
    }
    expect(runs).toHaveLength(25 * seeds);
    for (const { config } of runs) {
      expect(config).toMatchObject({
        steps,
        variables: 20,
        batchSize: 200,
        evaluation: { every: 1000, samples: 100, trainImages: null, testImages: null },
      });
    }
  });

  test('figure1-short-published.json runs the published ARS+ where it is biased', () => {
    const runs = runsOfConfig('figure1-short-published.json');
    expect(runs.map(({ directory }) => directory)).toEqual(
      [10, 5, 3].flatMap((categories) =>
        [0, 1, 2, 3, 4].map((seed) => `ars+published-c${categories}/seed-${seed}`),
      ),
    );
    expect(runs[0]!.config.steps).toBe(5000);
  });

  test('figure1-short-more.json runs further seeds of figure1-short.json, with its settings', () => {
    const settings = (name: string) =>
      new Map(runsOfConfig(name).map(({ directory, config }) => [directory, config]));
    const first = settings('figure1-short.json');
    const more = settings('figure1-short-more.json');
    const folders = [...cost(2), ...[10, 5, 3].map((categories) => ['ars+', categories])];
    expect(more.size).toBe(2 * folders.length);
    for (const [directory, config] of more) {
      const twin = first.get(directory.replace(/seed-[34]$/, 'seed-0'));
      expect({ ...config, seeds: [0] }, directory).toEqual(twin);
    }
  });
});
