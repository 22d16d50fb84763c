import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { testedBackends } from '../support/backends.ts';
import { outcome } from '../support/training/outcome.ts';

const STEPS = 7;
const both: ConfigInput = {
  optimiser: { clipNorm: 0.01 },
  objective: { klWarmupSteps: 4, klWeightStart: 0.1 },
};

const configOf = (input: ConfigInput) =>
  configSchema.parse({
    ...{ estimator: 'ars+', categories: 3, variables: 2, batchSize: 4, steps: STEPS },
    model: { encoderHidden: [5], decoderHidden: [3] },
    evaluation: { samples: 3 },
    ...input,
  });

describe.each(testedBackends)('on %s, steps with clipping and a warm-up', (backend) => {
  test('give the same bits in any groups, and when they are resumed', async () => {
    const whole = await outcome(backend, configOf(both), [STEPS]);
    expect(await outcome(backend, configOf(both), new Array<number>(STEPS).fill(1))).toEqual(whole);
    const { state } = await outcome(backend, configOf(both), [3]);
    const { elbos, ...rest } = await outcome(backend, configOf(both), [3, 1], { step: 3, state });
    expect(elbos).toEqual(whole.elbos.slice(3));
    expect(rest).toEqual({ state: whole.state, metrics: whole.metrics });
  });
});

test('a norm that no gradient reaches changes no number, and nor does a warm-up from weight 1', async () => {
  const usual = await outcome('cpu', configOf({}), [STEPS]);
  const long = await outcome('cpu', configOf({ optimiser: { clipNorm: 1e6 } }), [STEPS]);
  expect(long.elbos).toEqual(usual.elbos);
  expect(long.metrics).toEqual(usual.metrics);
  // Squares that the variance follows itself are those that Adam follows.
  expect(long.state).toMatchObject(usual.state);
  expect(Object.keys(long.state)).toContain('gradient/square/encoder/0/weights');
  const objective = { klWarmupSteps: 4, klWeightStart: 1 };
  const weighted = await outcome('cpu', configOf({ objective }), [STEPS]);
  expect(weighted.state).toEqual(usual.state);
});

test('the gradient variance is that of the estimator: of gradients before they are clipped', async () => {
  const optimiser = { encoderLearningRate: 0, decoderLearningRate: 0, priorLearningRate: 0 };
  const usual = await outcome('cpu', configOf({ optimiser }), [STEPS]);
  const clipped = await outcome('cpu', configOf({ optimiser: { ...optimiser, clipNorm: 1e-3 } }), [
    STEPS,
  ]);
  expect(clipped.metrics.grad_variance).toBe(usual.metrics.grad_variance);
  const moment = 'adam/first/encoder/0/weights';
  expect(Math.hypot(...clipped.state[moment]!.values)).toBeLessThan(
    Math.hypot(...usual.state[moment]!.values) / 2,
  );
});

test('what is measured is the ELBO, whatever weight the KL divergence has', async () => {
  const optimiser = { encoderLearningRate: 0, decoderLearningRate: 0, priorLearningRate: 0 };
  const usual = await outcome('cpu', configOf({ optimiser }), [STEPS]);
  const objective = { klWarmupSteps: 100, klWeightStart: 0 };
  const weighted = await outcome('cpu', configOf({ optimiser, objective }), [STEPS]);
  const { grad_variance: variance } = weighted.metrics;
  expect(weighted.metrics).toEqual({ ...usual.metrics, grad_variance: variance });
  expect(variance).not.toBe(usual.metrics.grad_variance);
  weighted.elbos.forEach((elbo, at) => {
    expect(elbo).toBeCloseTo(usual.elbos[at]!, 4);
  });
});
