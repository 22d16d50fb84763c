import { expect, test } from 'vitest';
import { estimators } from '../../src/estimators/built-in.ts';
import { enumeratedGradient } from '../../src/estimators/problem.ts';
import { relativeError, shaped } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';
import { dimensionsFor, estimate, noiseFor } from '../support/estimators/estimate.ts';
import { problemOf } from '../support/estimators/problems.ts';
import { withSettings } from '../support/estimators/with-settings.ts';

const backend = await backendFor('onnx');
const BATCH = 40;

test('rebar without its control variate is reinforce draw by draw', async () => {
  const problem = problemOf(4, 3, 'skewed', 'random');
  const dimensions = dimensionsFor(problem, BATCH, 1);
  const noise = noiseFor(estimators.rebar, dimensions);
  const settings = { eta: 0, learnEta: false, learnTemperature: false };
  const rebar = withSettings(estimators.rebar, settings);
  const own = await estimate(backend, rebar, problem, dimensions, noise);
  const samples = { samples: noise.sample! };
  const other = await estimate(backend, estimators.reinforce, problem, dimensions, samples);
  expect(relativeError(own.gradient!, other.gradient!)).toBeLessThan(1e-6);
});

test('relax whose network is not learned is rebar draw by draw', async () => {
  const problem = problemOf(3, 2, 'skewed', 'random');
  const dimensions = dimensionsFor(problem, BATCH, 1);
  const noise = noiseFor(estimators.rebar, dimensions);
  const relax = withSettings(estimators.relax, { learnNetwork: false });
  const own = await estimate(backend, relax, problem, dimensions, noise);
  const other = await estimate(backend, estimators.rebar, problem, dimensions, noise);
  expect(relativeError(own.gradient!, other.gradient!)).toBeLessThan(1e-6);
  expect(own['state/learned/eta']).toEqual(other['state/learned/eta']);
});

test('local-expectation has no variance for one variable', async () => {
  const problem = problemOf(5, 1, 'skewed', 'random');
  const dimensions = dimensionsFor(problem, BATCH);
  const { 'local-expectation': local } = estimators;
  const noise = noiseFor(local, dimensions);
  const { gradient } = await estimate(backend, local, problem, dimensions, noise);
  const exact = [...enumeratedGradient(problem)];
  const all = Array.from({ length: BATCH }, () => exact).flat();
  expect(relativeError(gradient!, all)).toBeLessThan(1e-5);
});

test.each([
  [2, 3],
  [3, 1],
  [7, 1],
])(
  'unordered with all C^V configurations is exact, C = %i, V = %i',
  async (categories, variables) => {
    const problem = problemOf(categories, variables, 'skewed', 'random');
    const dimensions = dimensionsFor(problem, BATCH, categories ** variables);
    const noise = noiseFor(estimators.unordered, dimensions);
    const { gradient } = await estimate(backend, estimators.unordered, problem, dimensions, noise);
    const exact = [...enumeratedGradient(problem)];
    const all = Array.from({ length: BATCH }, () => exact).flat();
    expect(relativeError(gradient!, all)).toBeLessThan(1e-4);
  },
);

test('the samples of unordered differ from each other', async () => {
  const problem = problemOf(2, 3, 'skewed', 'random');
  const dimensions = dimensionsFor(problem, BATCH, 6);
  const seen: string[][] = [];
  const cpu = await backendFor('cpu');
  await estimate(
    cpu,
    estimators.unordered,
    problem,
    dimensions,
    noiseFor(estimators.unordered, dimensions),
    {},
    (z) => {
      const values = z.transpose([1, 0, 2, 3]).reshape([BATCH, 6, 6]).arraySync() as number[][][];
      seen.push(...values.map((points) => points.map((point) => point.join(''))));
      return z.sum([2, 3]);
    },
  );
  expect(seen).toHaveLength(BATCH);
  for (const points of seen) expect(new Set(points).size).toBe(6);
});

test.each(['disarm-sb', 'disarm-tree', 'disarm-iw'] as const)(
  '%s averages independent pairs',
  async (name) => {
    const problem = problemOf(3, 2, 'skewed', 'random');
    const four = dimensionsFor(problem, BATCH, 4);
    const two = dimensionsFor(problem, BATCH, 2);
    const all = noiseFor(estimators[name], four).pairs!.values;
    const size = BATCH * 2;
    // [C − 1, k, B, V]: pair k of both nodes.
    const pair = (k: number) => ({
      pairs: shaped(
        [2, 1, BATCH, 2],
        [0, 1].flatMap((node) => [...all.slice((2 * node + k) * size, (2 * node + k + 1) * size)]),
      ),
    });
    const both = await estimate(backend, estimators[name], problem, four, {
      pairs: shaped([2, 2, BATCH, 2], all),
    });
    const first = await estimate(backend, estimators[name], problem, two, pair(0));
    const second = await estimate(backend, estimators[name], problem, two, pair(1));
    const mean = first.gradient!.map((value, at) => (value + second.gradient![at]!) / 2);
    expect(relativeError(both.gradient!, mean)).toBeLessThan(1e-5);
  },
);
