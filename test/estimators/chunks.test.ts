import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { estimators } from '../../src/estimators/built-in.ts';
import { batchAxes, drawsAtOnce } from '../../src/estimators/chunks.ts';
import type { Estimator } from '../../src/estimators/contract.ts';
import { digitsOf, randomProblem, tableSignal } from '../../src/estimators/problem.ts';
import { settle } from '../../src/estimators/settle.ts';
import { sampleGradient } from '../../src/estimators/verify.ts';
import { backendFor } from '../support/backends.ts';

const backend = await backendFor('cpu');
const problem = randomProblem(3, 2, 3);
const dimensions = { pixels: 2, batch: 100, variables: 2, categories: 3, samples: 4 };

describe('drawing in chunks', () => {
  test.each(['arsm', 'ars+', 'reinforce-loo', 'exact'] as const)(
    'gives the numbers of %s that drawing at once gives',
    async (name) => {
      const options = { seed: 1, draws: 150, batch: 100, samples: 4 };
      const at = async (atOnce: number) =>
        sampleGradient(estimators[name], problem, backend, { ...options, atOnce });
      const whole = await at(100);
      expect(whole.draws).toBe(200);
      expect(await at(7)).toEqual(whole);
      expect(await at(1)).toEqual(whole);
    },
  );

  test('lets the variables of an estimator go from chunk to chunk', async () => {
    const options = { seed: 1, draws: 100, batch: 100 };
    const chunks = { ...options, atOnce: 50 };
    const batches = { ...options, batch: 50 };
    const estimator = estimators['reinforce+baseline'];
    expect(await sampleGradient(estimator, problem, backend, chunks)).toEqual(
      await sampleGradient(estimator, problem, backend, batches),
    );
  });

  test('finds the axis of datapoints, and gives up where there is none', () => {
    const withNoise = (noise: Estimator['noise']) => settle({ ...estimators.reinforce, noise });
    const axesOf = (noise: Estimator['noise']) => batchAxes(withNoise(noise), dimensions);
    expect(axesOf(({ batch }) => ({ a: [batch], b: [5, batch, 2], c: [100] }))).toEqual({
      a: 0,
      b: 1,
      c: -1,
    });
    expect(axesOf(({ batch }) => ({ a: [2 * batch] }))).toBeUndefined();
    expect(axesOf(({ batch }) => ({ a: [batch, batch] }))).toBeUndefined();
  });

  test('takes fewer draws the more a draw takes, and never none', () => {
    const at = (name: 'arsm' | 'exact', categories: number) =>
      drawsAtOnce(settle(estimators[name]), { ...dimensions, categories });
    expect(at('arsm', 3)).toBeGreaterThan(20_000);
    expect(at('arsm', 60)).toBeLessThan(200);
    expect(at('arsm', 60)).toBeGreaterThan(10);
    const limits = { ...dimensions, categories: 2, variables: 20 };
    expect(drawsAtOnce(settle(estimators.exact), limits)).toBe(1);
  });
});

test('the learning signal of a table has its values at one-hots, to the bit', async () => {
  const large = randomProblem(5, 3, 4);
  const points = large.table.map((_, at) =>
    digitsOf(at, large).map((digit) => Array.from({ length: 4 }, (_, c) => Number(c === digit))),
  );
  const values = tableSignal(large)(tf.tensor4d([points]));
  expect([...(await values.data())]).toEqual(large.table.map(Math.fround));
});
