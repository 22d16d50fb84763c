import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { simultaneousThreshold } from '../../src/core/statistics.ts';
import { bernoulliLogProb } from '../../src/distributions/bernoulli.ts';
import { categoricalLogProb, sampleCategorical } from '../../src/distributions/categorical.ts';
import { dirichletRace, raceWinners } from '../../src/distributions/race.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const logits = [2, 0, -1, 0.5];
const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
const probabilities = logits.map((logit) => Math.exp(logit) / total);

/** Deviations of category frequencies in standard errors. */
function deviations(counts: readonly number[], draws: number): number[] {
  return counts.map((count, category) => {
    const p = probabilities[category]!;
    return (count / draws - p) / Math.sqrt((p * (1 - p)) / draws);
  });
}

describe.each(testedBackends)('on %s', (name) => {
  test('Bernoulli log probabilities are those of the definition, and finite at any logit', async () => {
    const values = [0.3, -2, 500, -500, 90, -90];
    const x = [1, 0, 1, 0, 0, 1];
    const { result } = await runOnce(
      await backendFor(name),
      (inputs) => ({ result: bernoulliLogProb(inputs.logits!, inputs.x!) }),
      { logits: shaped([6, 1], values), x: shaped([6, 1], x) },
    );
    // log σ(l) for 1 and log σ(−l) for 0; beyond ±90 the linear term is all there is.
    const expected = [-Math.log1p(Math.exp(-0.3)), -Math.log1p(Math.exp(-2)), 0, 0, -90, -90];
    expected.forEach((value, at) => {
      expect(result![at]).toBeCloseTo(value, 5);
    });
  });

  test('categorical log probabilities pick log softmax, and interpolate linearly', async () => {
    const z = [0, 1, 0, 0, 0.5, 0, 0, 0.5];
    const { result } = await runOnce(
      await backendFor(name),
      (inputs) => ({
        result: categoricalLogProb(inputs.logits!, inputs.z as tf.Tensor4D),
      }),
      { logits: shaped([1, 1, 4], logits), z: shaped([2, 1, 1, 4], z) },
    );
    const logs = probabilities.map(Math.log);
    expect(result![0]).toBeCloseTo(logs[1]!, 6);
    expect(result![1]).toBeCloseTo((logs[0]! + logs[3]!) / 2, 6);
  });

  test('samples are one-hot and follow the inverse of the distribution function', async () => {
    const edges = [0, 0.5, 0.999].map((share, at) => {
      const start = probabilities.slice(0, at).reduce((sum, p) => sum + p, 0);
      return start + share * probabilities[at]!;
    });
    const uniforms = [2 ** -24, ...edges.slice(1), 1 - 2 ** -24];
    const { result } = await runOnce(
      await backendFor(name),
      (inputs) => ({
        result: sampleCategorical(inputs.logits as tf.Tensor3D, inputs.uniforms as tf.Tensor3D),
      }),
      { logits: shaped([1, 1, 4], logits), uniforms: shaped([4, 1, 1], uniforms) },
    );
    expect([0, 4, 8, 12].map((at) => Array.from(result!.slice(at, at + 4)))).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]);
  });

  test('one category with all the mass is always drawn, also when sums round below one', async () => {
    const many = 1000;
    const { result } = await runOnce(
      await backendFor(name),
      (inputs) => ({
        result: sampleCategorical(inputs.logits as tf.Tensor3D, inputs.uniforms as tf.Tensor3D).sum(
          3,
        ),
      }),
      {
        logits: shaped([1, 1, 7], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        uniforms: shaped([many, 1, 1], new Array<number>(many).fill(1 - 2 ** -24)),
      },
    );
    expect(result!.every((sum) => sum === 1)).toBe(true);
  });

  test('samples and race winners have the probabilities of softmax', async () => {
    const draws = 40_000;
    const stream = new RandomStream(9, 'latent');
    const backend = await backendFor(name);
    const sampled = await runOnce(
      backend,
      (inputs) => {
        const one = tf.reshape<tf.Rank.R3>(inputs.logits!, [1, 1, 4]);
        const { logPi } = dirichletRace(inputs.race as tf.Tensor3D);
        return {
          sampled: sampleCategorical(one, inputs.uniforms as tf.Tensor3D).sum(0),
          raced: tf.oneHot(raceWinners(logPi, one).flatten(), 4).cast<tf.Tensor>('float32').sum(0),
        };
      },
      {
        logits: shaped([4], logits),
        uniforms: shaped([draws, 1, 1], stream.uniforms(draws)),
        race: shaped([draws, 1, 4], stream.uniforms(4 * draws)),
      },
    );
    const threshold = simultaneousThreshold(0.999, 2 * 4 * testedBackends.length);
    for (const counts of [sampled.sampled!, sampled.raced!]) {
      for (const z of deviations(Array.from(counts), draws)) {
        expect(Math.abs(z)).toBeLessThan(threshold);
      }
    }
  });

  test('π is Dirichlet(1): it sums to one, and each entry has mean 1/C and variance (C−1)/(C²(C+1))', async () => {
    const draws = 40_000;
    const { pi, logPi } = await runOnce(
      await backendFor(name),
      (inputs) => ({ ...dirichletRace(inputs.race as tf.Tensor3D) }),
      { race: shaped([draws, 1, 4], new RandomStream(10, 'latent').uniforms(4 * draws)) },
    );
    const first = Array.from({ length: draws }, (_, at) => pi![4 * at]!);
    const mean = first.reduce((sum, value) => sum + value, 0) / draws;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;
    const exact = 3 / (16 * 5);
    const threshold = simultaneousThreshold(0.999, 2 * testedBackends.length);
    expect(Math.abs(mean - 1 / 4) / Math.sqrt(exact / draws)).toBeLessThan(threshold);
    // Standard error of a variance below sqrt(kurtosis / n) σ² ≤ sqrt(4 / n) σ² for this shape.
    expect(Math.abs(variance / exact - 1)).toBeLessThan(threshold * Math.sqrt(4 / draws));
    const sums = Array.from({ length: draws }, (_, at) =>
      pi!.slice(4 * at, 4 * at + 4).reduce((sum, value) => sum + value, 0),
    );
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-6);
    expect(Math.max(...first.map((p, at) => Math.abs(Math.log(p) - logPi![4 * at]!)))).toBeLessThan(
      1e-4,
    );
  });
});
