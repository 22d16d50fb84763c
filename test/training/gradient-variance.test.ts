import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { addPrefix, mapNamed, stripPrefix } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { followGradient, gradientVariance } from '../../src/training/gradient-variance.ts';
import { resolveRun } from '../../src/training/resolved-run.ts';
import { Trainer } from '../../src/training/trainer.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import type { Shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { tinyDataset } from '../support/training/tiny-model.ts';

const DECAY = 0.9;
const STEPS = 40;
const stream = new RandomStream(12, 'latent');
/** Gradients of two parameters with 3 and 4 components, of different sizes and means. */
const gradients = Array.from({ length: STEPS }, () => ({
  small: Array.from({ length: 3 }, () => 0.01 * (stream.uniform() + 0.5)),
  large: Array.from({ length: 4 }, () => 2 * stream.uniform() - 1),
}));

/** Mean over all components of Σ w g² / Σ w − (Σ w g / Σ w)² with w = decay^(T − t), in float64. */
function directVariance(steps: number): number {
  const weights = Array.from({ length: steps }, (_, t) => DECAY ** (steps - 1 - t));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const series = Array.from({ length: 7 }, (_, component) =>
    gradients.slice(0, steps).map(({ small, large }) => [...small, ...large][component]!),
  );
  const average = (values: readonly number[]) =>
    values.reduce((sum, value, t) => sum + value * weights[t]!, 0) / total;
  const variances = series.map(
    (values) => average(values.map((value) => value ** 2)) - average(values) ** 2,
  );
  return variances.reduce((sum, value) => sum + value, 0) / variances.length;
}

test.each(testedBackends)('matches the weighted variance computed directly on %s', async (name) => {
  const backend = await backendFor(name);
  const zero = { small: shaped([3], [0, 0, 0]), large: shaped([4], [0, 0, 0, 0]) };
  let state: Record<string, Shaped> = {
    ...addPrefix('mean', zero),
    ...addPrefix('square', zero),
    weight: shaped([], [0]),
  };
  for (const [at, { small, large }] of gradients.entries()) {
    const outputs = await runOnce(
      backend,
      (inputs) =>
        followGradient(stripPrefix(inputs, 'state'), stripPrefix(inputs, 'gradient'), DECAY),
      {
        ...addPrefix('state', state),
        ...addPrefix('gradient', { small: shaped([3], small), large: shaped([4], large) }),
      },
    );
    state = mapNamed(state, ({ shape }, key) => shaped(shape, outputs[key]!));
    const { variance } = await runOnce(backend, gradientVariance, state);
    const expected = directVariance(at + 1);
    // A single gradient has no variance; float32 leaves 1e-7 of the squares.
    if (at === 0) expect(Math.abs(variance![0]!)).toBeLessThan(1e-6);
    else expect(variance![0]! / expected).toBeCloseTo(1, 4);
  }
});

// Those whose own state holds the squares when the decays agree.
const optimisersWithSquares = ['adam', 'adamw'] as const;

test.each(testedBackends.flatMap((name) => optimisersWithSquares.map((of) => [name, of] as const)))(
  'on %s is the same whether the squares are followed once or twice, with %s',
  async (name, optimiser) => {
    const backend = await backendFor(name);
    const variances = await Promise.all(
      // A decay that differs by less than float32 resolves follows the squares by themselves.
      [0.999, 0.999 + 1e-12].map(async (varianceDecay) => {
        const config = configSchema.parse({
          ...{ estimator: 'ars+', categories: 3, variables: 2, batchSize: 5 },
          model: { encoderHidden: [7], decoderHidden: [6] },
          evaluation: { varianceDecay, samples: 2 },
          optimiser: { name: optimiser },
        });
        const dataset = tinyDataset(10, 2);
        const trainer = new Trainer(await resolveRun({ config, seed: 1, dataset }), backend);
        await trainer.steps(1, 6);
        const { grad_variance: variance } = await trainer.measure(6, () => Promise.resolve());
        const names = Object.keys(await trainer.readState());
        trainer.dispose();
        return { variance, once: !names.some((each) => each.startsWith('gradient/square')) };
      }),
    );
    expect(variances.map(({ once }) => once)).toEqual([true, false]);
    expect(variances[0]!.variance).toBe(variances[1]!.variance);
    expect(variances[0]!.variance).toBeGreaterThan(0);
  },
);
