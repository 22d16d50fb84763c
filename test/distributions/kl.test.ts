import type * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { categoricalKl } from '../../src/distributions/categorical.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const [BATCH, VARIABLES, CATEGORIES] = [3, 2, 4];

function softmax(row: readonly number[]): number[] {
  const exponentials = row.map(Math.exp);
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** Rows of C numbers. */
const rowsOf = (flat: Float32Array) =>
  Array.from({ length: flat.length / CATEGORIES }, (_, row) => [
    ...flat.subarray(row * CATEGORIES, (row + 1) * CATEGORIES),
  ]);

const draw = (length: number, ...indices: number[]) =>
  new RandomStream(5, 'latent', ...indices).uniforms(length).map((u) => 6 * u - 3);

describe.each(testedBackends)('the KL divergence of categorical variables on %s', (name) => {
  const kl = async (logits: Float32Array, logProbs: Float32Array) => {
    const { values } = await runOnce(
      await backendFor(name),
      (inputs) => ({ values: categoricalKl(inputs.logits as tf.Tensor3D, inputs.logProbs!) }),
      {
        logits: shaped([BATCH, VARIABLES, CATEGORIES], logits),
        logProbs: shaped([VARIABLES, CATEGORIES], logProbs),
      },
    );
    return [...values!];
  };

  test('is that of float64, for a distribution that all datapoints share', async () => {
    const logits = draw(BATCH * VARIABLES * CATEGORIES, 1);
    const prior = rowsOf(draw(VARIABLES * CATEGORIES, 2)).map(softmax);
    const found = await kl(logits, Float32Array.from(prior.flat(), Math.log));
    const each = rowsOf(logits)
      .map(softmax)
      .map((q, row) =>
        q.reduce((sum, value, c) => sum + value * Math.log(value / prior[row % VARIABLES]![c]!), 0),
      );
    found.forEach((value, datapoint) => {
      const own = each.slice(datapoint * VARIABLES, (datapoint + 1) * VARIABLES);
      expect(value / own.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
    });
  });

  test('is 0 of equal distributions, and log C of a certain category from the uniform one', async () => {
    const uniform = new Float32Array(VARIABLES * CATEGORIES).fill(-Math.log(CATEGORIES));
    const flat = new Float32Array(BATCH * VARIABLES * CATEGORIES);
    for (const value of await kl(flat, uniform)) expect(Math.abs(value)).toBeLessThan(1e-6);
    const certain = flat.map((_, at) => (at % CATEGORIES === 1 ? 200 : 0));
    for (const value of await kl(certain, uniform)) {
      expect(value / (VARIABLES * Math.log(CATEGORIES))).toBeCloseTo(1, 5);
    }
  });
});
