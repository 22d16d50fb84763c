import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { mapNamed } from '../../src/core/named.ts';
import type { Named } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import type { Shape } from '../../src/core/shapes.ts';
import { loadOptimiser } from '../../src/optimisers/load.ts';
import { optimisers } from '../../src/optimisers/table.ts';
import type { OptimiserName } from '../../src/optimisers/table.ts';
import { shaped } from '../support/arrays.ts';
import { ascend } from '../support/training/ascend.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const names = Object.keys(optimisers) as OptimiserName[];

/** The defaults of an optimiser's settings. */
const defaultsOf = (name: OptimiserName) => z.object(optimisers[name].settings).parse({});
const byDefault = (name: OptimiserName) => loadOptimiser({ ...defaultsOf(name), name });

const start = { a: shaped([2, 3], [0, 1, 2, 3, 4, 5]), 'b/c': shaped([], [1]) };
const shapes = mapNamed(start, ({ shape }) => shape);
const shapesOf = (record: Named<{ readonly shape: Shape }>) =>
  Object.entries(record).map(([key, { shape }]) => [key, [...shape]]);

/** What the training state holds besides the optimiser's. */
const taken = ['parameters', 'gradient', 'estimator'];

describe.each(names)('%s', (name) => {
  test('has the name of its row, and none that means something else in the training state', async () => {
    const { name: own } = await byDefault(name);
    expect(own).toBe(name);
    expect(taken).not.toContain(own);
  });

  test('describes itself, and gives every setting a default and a description', () => {
    const { summary, settings } = optimisers[name];
    expect(summary).toMatch(/\S/);
    for (const [key, setting] of Object.entries<z.ZodType>(settings)) {
      expect(setting.def.type, key).toBe('default');
      expect(setting.description, key).toMatch(/\S/);
    }
  });

  test('returns parameters and state under the names and in the shapes that they had', async () => {
    const optimiser = await byDefault(name);
    const before = optimiser.initialState(shapes);
    const after = optimiser.update({
      parameters: mapNamed(start, ({ values, shape }) => tf.tensor(values, [...shape])),
      gradients: mapNamed(start, ({ shape }) => tf.ones([...shape])),
      state: mapNamed(before, ({ values, shape }) => tf.tensor(values, [...shape])),
      rates: mapNamed(start, () => 0.1),
    });
    expect(shapesOf(after.parameters)).toEqual(shapesOf(start));
    expect(shapesOf(after.state)).toEqual(shapesOf(before));
  });

  test('offers sums of squares for its own decay alone, one for each parameter', async () => {
    const optimiser = await byDefault(name);
    const state = optimiser.initialState(shapes);
    const { beta2 }: Readonly<Record<string, unknown>> = defaultsOf(name);
    expect(optimiser.discountedSquares?.(state, 0.99)).toBeUndefined();
    const squares = optimiser.discountedSquares?.(state, Number(beta2 ?? 0.999));
    expect(squares && shapesOf(squares)).toEqual(beta2 === undefined ? undefined : shapesOf(start));
  });

  test.each(testedBackends)('climbs a paraboloid to its top on %s', async (backend) => {
    // −½ Σ k (θ − θ*)²; weight decay would move its top.
    const optimiser = await loadOptimiser({ ...defaultsOf(name), weightDecay: 0, name });
    const top = [3, -1, 0.5];
    const steps = 2000;
    const { parameters } = await ascend(await backendFor(backend), optimiser, {
      ...{ start: { w: shaped([3], [0, 0, 0]) }, steps },
      // Adam's steps are about as long as the rate, so that it must fall; the others' fall by themselves.
      rate: (step) => 0.05 * (1 - (step - 1) / steps),
      gradients: ({ w }) => ({ w: tf.mul([1, 5, 0.2], tf.sub(top, w!)) }),
    });
    parameters.w!.forEach((value, at) => {
      expect(value, String(at)).toBeCloseTo(top[at]!, 3);
    });
  });
});

test.each(['adam', 'adamw'] as const)(
  'the sums of squares of %s are Σ decay^(T−t) g²',
  async (name) => {
    const optimiser = await loadOptimiser({ ...defaultsOf(name), beta2: 0.9, name });
    const stream = new RandomStream(3, 'latent');
    const series = Array.from({ length: 30 }, () => stream.uniform() - 0.3);
    const { state } = await ascend(await backendFor('cpu'), optimiser, {
      ...{ start: { w: shaped([1], [0]) }, steps: 30, rate: () => 0.1 },
      given: { w: { shape: [1], values: Float32Array.from(series) } },
      gradients: (_, given) => ({ ...given }),
    });
    const expected = series.reduce((sum, g, at) => sum + 0.9 ** (29 - at) * g * g, 0);
    expect(optimiser.discountedSquares!(state, 0.9)!.w![0]! / expected).toBeCloseTo(1, 5);
  },
);

test('settings that optimisers share are the same, so that the configuration lists them once', () => {
  const all = new Map<string, unknown>();
  for (const { settings } of Object.values(optimisers)) {
    for (const [key, setting] of Object.entries(settings)) {
      expect(all.get(key) ?? setting, key).toBe(setting);
      all.set(key, setting);
    }
  }
});
