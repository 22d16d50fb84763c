import { expect, test } from 'vitest';
import { oneHot } from '../../src/distributions/categorical.ts';
import { sumByCategories } from '../../src/estimators/carms-by-categories.ts';
import { sumBySamples } from '../../src/estimators/carms-by-samples.ts';
import { jointTable } from '../../src/estimators/joint-table.ts';
import { RandomStream } from '../../src/core/random.ts';
import { relativeError } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';
import type * as tf from '@tensorflow/tfjs';

const backend = await backendFor('onnx');

/** Random probabilities of C categories, all of the same order of size. */
function probabilities(categories: number, count: number): number[][] {
  const stream = new RandomStream(1, 'latent', 'probabilities');
  return Array.from({ length: count }, () => {
    const weights = Array.from(stream.uniforms(categories), (u) => u + 0.2);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });
}

/** P(u_s > a, u_t > b) of the Dirichlet copula of S numbers. */
const survival = (a: number, b: number, samples: number): number => {
  const root = (end: number) => Math.max(0, 1 - end) ** (1 / (samples - 1));
  return Math.max(0, root(a) + root(b) - 1) ** (samples - 1);
};

/** P(z_s = i, z_t = j), order by order. */
function enumeratedJoint(p: readonly number[], i: number, j: number, samples: number): number {
  const categories = p.length;
  let sum = 0;
  for (let first = 0; first < categories; first += 1) {
    for (let second = 0; second < categories; second += 1) {
      if (second === first) continue;
      const cyclic = Array.from({ length: categories }, (_, step) => (second + step) % categories);
      const order = [first, ...cyclic.filter((category) => category !== first)];
      const start = (category: number) =>
        order.slice(0, order.indexOf(category)).reduce((total, before) => total + p[before]!, 0);
      const [a, b] = [start(i), start(j)];
      const [c, d] = [a + p[i]!, b + p[j]!];
      sum += survival(a, b, samples) - survival(c, b, samples);
      sum += survival(c, d, samples) - survival(a, d, samples);
    }
  }
  return sum / (categories * (categories - 1));
}

test.each([
  [2, 3],
  [3, 2],
  [4, 3],
  [6, 5],
])('the table of C = %i gives the joint probabilities of %i samples', (categories, samples) => {
  const { sets, corners, pairs, coefficients } = jointTable(categories);
  for (const p of probabilities(categories, 5)) {
    const ends = sets.map((set) => set.reduce((sum, one, at) => sum + one * p[at]!, 0));
    const values = corners.map(([a, b]) => survival(ends[a]!, ends[b]!, samples));
    for (const [at, [i, j]] of pairs.entries()) {
      const row = coefficients[at]!;
      const joint = values.reduce((sum, value, corner) => sum + row[corner]! * value, 0);
      // The coefficients are float32.
      expect(joint).toBeCloseTo(enumeratedJoint(p, i, j, samples), 6);
    }
  }
});

test.each([
  [2, 4, 7],
  [3, 3, 50],
  [5, 4, 200],
  // Blocks of four datapoints, and one of what is left.
  [10, 10, 9],
  [16, 5, 3],
])(
  'the sum over pairs of categories is that over pairs of samples, C = %i, S = %i',
  async (categories, samples, batch) => {
    const variables = 20;
    const shapes = {
      p: [batch, variables, categories],
      drawn: [samples, batch, variables],
      signal: [samples, batch],
    };
    const sums = backend.compile(({ p, drawn, signal }) => {
      const coupled = {
        p: p as tf.Tensor3D,
        drawn: drawn as tf.Tensor3D,
        z: oneHot(drawn as tf.Tensor3D, categories),
        signal: signal as tf.Tensor2D,
      };
      return { bySamples: sumBySamples(coupled), byCategories: sumByCategories(coupled) };
    }, shapes);
    const stream = new RandomStream(2, 'latent', 'samples');
    const { bySamples, byCategories } = await sums({
      p: Float32Array.from(probabilities(categories, batch * variables).flat()),
      drawn: stream
        .uniforms(samples * batch * variables)
        .map((u) => Math.min(categories - 1, Math.floor(u * categories))),
      // As with a VAE, f is far from zero.
      signal: stream.uniforms(samples * batch).map((u) => 10 * u - 100),
    });
    const [one, other] = [await byCategories!.read(), await bySamples!.read()];
    expect(one.length).toBe(batch * variables * categories);
    expect(relativeError(one, other)).toBeLessThan(2e-5);
  },
);
