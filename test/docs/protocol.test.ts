import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { addPrefix, mapNamed, stripPrefix } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { distinctSwaps } from '../../src/estimators/swap-table.ts';
import { adam } from '../../src/optimisers/adam.ts';
import { followGradient, gradientVariance } from '../../src/training/gradient-variance.ts';
import { relativeError, runOnce, shaped } from '../support/arrays.ts';
import type { Shaped } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';
import { ascend } from '../support/training/ascend.ts';

let page: string;

beforeAll(async () => {
  page = await readFile('docs/protocol.md', 'utf8');
});

/** The cells of a marked table of the page, without its head. */
function tableOf(name: string): string[][] {
  const [, text] = new RegExp(`<!-- ${name}:begin -->([\\s\\S]*?)<!-- ${name}:end -->`).exec(page)!;
  const rows = text!.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const { evaluation, batchSize, optimiser: adamSettings } = configSchema.parse({ estimator: 'ars' });
const decay = evaluation.varianceDecay;

describe('docs/protocol.md', () => {
  test('says how far averages that start at zero are from what they average', () => {
    const rows = tableOf('start').map(([updates]) => [
      updates,
      (1 - decay ** Number(updates)).toFixed(3),
    ]);
    expect(tableOf('start')).toEqual(rows);
  });

  test('bounds the ratio of an uncorrected gradient variance to ours', async () => {
    const steps = 500;
    const backend = await backendFor('cpu');
    const stream = new RandomStream(5, 'latent');
    // Means are a tenth of the spread, E[g]² a hundredth of the variance.
    const draw = () =>
      Array.from({ length: 40 }, () => stream.uniform() - 0.5 + 0.1 / Math.sqrt(12));
    let state: Record<string, Shaped> = {
      'mean/g': shaped([40], new Float32Array(40)),
      'square/g': shaped([40], new Float32Array(40)),
      weight: shaped([], [0]),
    };
    // What `ExponentialMovingAverage` holds, in float64.
    const raw = { mean: new Float64Array(40), square: new Float64Array(40) };
    for (let step = 0; step < steps; step += 1) {
      const g = draw();
      g.forEach((value, at) => {
        raw.mean[at] = decay * raw.mean[at]! + (1 - decay) * value;
        raw.square[at] = decay * raw.square[at]! + (1 - decay) * value ** 2;
      });
      const outputs = await runOnce(
        backend,
        (inputs) =>
          followGradient(stripPrefix(inputs, 'state'), stripPrefix(inputs, 'gradient'), decay),
        { ...addPrefix('state', state), 'gradient/g': shaped([40], g) },
      );
      state = mapNamed(state, ({ shape }, key) => shaped(shape, outputs[key]!));
    }
    const { variance } = await runOnce(backend, gradientVariance, state);
    const uncorrected =
      raw.square.reduce((sum, square, at) => sum + square - raw.mean[at]! ** 2, 0) / 40;
    const ratio = uncorrected / variance![0]!;
    const weight = 1 - decay ** steps;
    const meanSquares = raw.mean.reduce((sum, mean) => sum + (mean / weight) ** 2, 0) / 40;
    expect(ratio).toBeGreaterThan(weight);
    expect(ratio).toBeCloseTo(weight * (1 + ((1 - weight) * meanSquares) / variance![0]!), 5);
    expect(ratio.toFixed(2)).toBe('0.40');
  });

  test('says by which ε a batch mean takes the steps of a batch sum', async () => {
    const { beta1, beta2, epsilon } = adamSettings as {
      beta1: number;
      beta2: number;
      epsilon: number;
    };
    const stream = new RandomStream(6, 'latent');
    // As small as ε, where it matters.
    const means = Array.from({ length: 30 }, () =>
      [1e-9, 1e-8, 1e-6].map((size) => size * (stream.uniform() - 0.3)),
    );
    const climb = async (gradients: readonly number[][], smoothing: number) => {
      const optimiser = adam({ beta1, beta2, epsilon: smoothing });
      const { parameters } = await ascend(await backendFor('cpu'), optimiser, {
        start: { theta: shaped([3], [0, 0, 0]) },
        steps: gradients.length,
        rate: () => 1e-4,
        given: { g: shaped([3], gradients.flat()) },
        gradients: (_, { g }) => ({ theta: g! }),
      });
      return parameters.theta!;
    };
    const sums = means.map((gradient) => gradient.map((value) => value * batchSize));
    const there = await climb(sums, epsilon);
    expect(epsilon / batchSize).toBeCloseTo(5e-10, 20);
    expect(page).toContain('`--set optimiser.epsilon=5e-10`');
    expect(relativeError(await climb(means, 5e-10), there)).toBeLessThan(1e-5);
    expect(relativeError(await climb(means, epsilon), there)).toBeGreaterThan(0.1);
  });

  test('counts the evaluations of ARSM', () => {
    const rows = tableOf('evaluations').map(([C]) => {
      const categories = Number(C);
      return [C, String(distinctSwaps(categories)), String(categories ** 2)];
    });
    expect(tableOf('evaluations')).toEqual(rows);
  });

  test('bounds what clipped shares and a mean of binary images change', () => {
    // π_i of a Dirichlet(1, …, 1) is Beta(1, C − 1).
    expect(1 - (1 - 1e-6) ** 9).toBeCloseTo(9e-6, 9);
    expect(page).toContain('at most 9·10⁻⁶ for C ≤ 10');
    // p (1 − p) is at most a quarter.
    expect(Math.sqrt(0.25 / 50_000).toFixed(4)).toBe('0.0022');
    expect(page).toContain('at most 0.0022');
  });
});
