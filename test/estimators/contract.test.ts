import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { chooseEstimator } from '../../src/estimators/choose.ts';
import type { Estimator } from '../../src/estimators/contract.ts';
import { tableSignal } from '../../src/estimators/problem.ts';
import { settle } from '../../src/estimators/settle.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { relativeError } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { dimensionsFor, estimate, noiseFor } from '../support/estimators/estimate.ts';
import { flattened, problemOf } from '../support/estimators/problems.ts';

const BATCH = 8;

const table: readonly (readonly [string, Estimator])[] = Object.entries(estimators);

describe.each(table)('%s', (key, estimator) => {
  const categories = estimator.categories ?? 4;
  const problem = problemOf(categories, 2, 'uniform', 'random');
  const dimensions = dimensionsFor(problem, BATCH, estimator.samplesInPairs ? 6 : 5);
  const isRelaxed = settle(estimator).derivatives(dimensions) > 0;

  test('stands in the table under its own name', () => {
    expect(estimator.name).toBe(key);
  });

  test('gives every setting of its own a default and a description', () => {
    const { values, settings } = settle(estimator);
    expect(Object.keys(values)).toEqual(Object.keys(settings?.shape ?? {}));
    for (const schema of Object.values(settings?.shape ?? {})) {
      expect((schema as z.ZodType).description).toMatch(/\.$/);
    }
  });

  test('evaluates f as often as it says, with the whole batch, at points of the simplex', async () => {
    const backend = await backendFor('cpu');
    const f = tableSignal(problem);
    let evaluations = 0;
    const spy = (z: tf.Tensor4D) => {
      const [samples, ...rest] = z.shape;
      evaluations += samples;
      expect(rest).toEqual([BATCH, 2, categories]);
      const values = z.dataSync();
      // Those that do not differentiate f see one-hot points only.
      if (!isRelaxed) expect(values.every((value) => value === 0 || value === 1)).toBe(true);
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
      for (const sum of z.sum(3).dataSync()) expect(sum).toBeCloseTo(1, 5);
      return f(z);
    };
    const noise = noiseFor(estimator, dimensions);
    await estimate(backend, estimator, problem, dimensions, noise, undefined, spy);
    expect(evaluations).toBe(settle(estimator).evaluations(dimensions));
  });

  test('estimates zero from a constant f when it subtracts a baseline', async () => {
    const backend = await backendFor('cpu');
    const flat = flattened(problemOf(categories, 2, 'skewed', 'constant'));
    const noise = noiseFor(estimator, dimensions);
    const { gradient } = await estimate(backend, estimator, flat, dimensions, noise);
    const largest = gradient!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // The running means of the latter two are those of earlier steps, and this is the first.
    const withoutBaseline = ['reinforce', 'reinforce+baseline', 'nvil'].includes(key);
    // 1e-6 is rounding: f is 1.5 and the terms are below 1.
    if (withoutBaseline) expect(largest).toBeGreaterThan(0.01);
    else expect(largest).toBeLessThan(1e-6);
  });

  test('gives the same estimate on every backend', async () => {
    const noise = noiseFor(estimator, dimensions);
    const results = [];
    for (const name of testedBackends) {
      const backend = await backendFor(name);
      const { gradient } = await estimate(backend, estimator, problem, dimensions, noise);
      results.push(gradient!);
    }
    for (const result of results) expect(relativeError(result, results[0]!)).toBeLessThan(1e-4);
    expect(results[0]!.some((value) => value !== 0)).toBe(true);
  });

  test('estimates each datapoint from its own noise', async () => {
    const backend = await backendFor('cpu');
    const noise = noiseFor(estimator, dimensions);
    const { gradient } = await estimate(backend, estimator, problem, dimensions, noise);
    const rows = Array.from({ length: BATCH }, (_, row) =>
      gradient!.slice(row * 2 * categories, (row + 1) * 2 * categories).join(),
    );
    const distinct = new Set(rows).size;
    if (key === 'exact') expect(distinct).toBe(1);
    else expect(distinct).toBeGreaterThan(1);
  });

  test('leaves no tensor behind', async () => {
    const backend = await backendFor('cpu');
    const noise = noiseFor(estimator, dimensions);
    const before = tf.memory().numTensors;
    await estimate(backend, estimator, problem, dimensions, noise);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('choosing an estimator', () => {
  const choice = {
    estimator: 'reinforce-loo',
    samples: 'ars',
    categories: 10,
    variables: 20,
  } as const;

  test('matches the cost of ARS with C samples and that of ARSM with C(C−1)/2 + 1', () => {
    expect(chooseEstimator(choice, estimators)).toMatchObject({ samples: 10, evaluations: 10 });
    // 10 · 9 / 2 + 1
    expect(chooseEstimator({ ...choice, samples: 'arsm' }, estimators)).toMatchObject({
      evaluations: 46,
    });
    expect(chooseEstimator({ ...choice, samples: 3 }, estimators)).toMatchObject({ samples: 3 });
  });

  test('makes arsm evaluate each distinct swap once', () => {
    expect(chooseEstimator({ ...choice, estimator: 'arsm+' }, estimators).evaluations).toBe(46);
  });

  test('refuses an unknown name with a suggestion', () => {
    expect(() => chooseEstimator({ ...choice, estimator: 'arsm-' }, estimators)).toThrow(
      /Did you mean "arsm/,
    );
    expect(() => chooseEstimator({ ...choice, estimator: 'toString' }, estimators)).toThrow(
      /is unknown/,
    );
  });

  test('refuses dimensions that the estimator cannot handle', () => {
    expect(() => chooseEstimator({ ...choice, estimator: 'disarm' }, estimators)).toThrow(
      /2 categories only; found 10/,
    );
    expect(() => chooseEstimator({ ...choice, samples: 1 }, estimators)).toThrow(
      /at least 2 samples; found 1/,
    );
    expect(() => chooseEstimator({ ...choice, estimator: 'exact' }, estimators)).toThrow(
      /10\^20.*1048576/,
    );
  });
});
