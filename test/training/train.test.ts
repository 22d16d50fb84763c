import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { DivergedError } from '../../src/core/run-errors.ts';
import { InterruptedError } from '../../src/core/stop-errors.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { train } from '../../src/training/train.ts';
import type { MetricsEvent, TrainingEvent, TrainOptions } from '../../src/training/train.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { tinyDataset } from '../support/training/tiny-model.ts';

const dataset = tinyDataset(40, 7);

function optionsFor(input: ConfigInput = {}): Omit<TrainOptions, 'backend'> {
  const config = configSchema.parse({
    categories: 3,
    variables: 2,
    steps: 7,
    batchSize: 10,
    model: { encoderHidden: [4], decoderHidden: [4] },
    evaluation: { every: 3, samples: 5 },
    ...input,
  });
  return { config, seed: 1, dataset };
}

async function collect(options: TrainOptions): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of train(options)) events.push(event);
  return events;
}

const rows = (events: readonly TrainingEvent[]): MetricsEvent[] =>
  events.filter((event) => event.type === 'metrics');

/** What metrics.csv would hold. */
const numbers = (events: readonly TrainingEvent[]) =>
  rows(events).map(({ step, train_elbo, test_bound, grad_variance }) => ({
    step,
    train_elbo,
    test_bound,
    grad_variance,
  }));

describe.each(testedBackends)('training on %s', (name) => {
  test('measures every so many steps and after the last', async () => {
    const events = await collect({ ...optionsFor(), backend: await backendFor(name) });
    expect(rows(events).map(({ step }) => step)).toEqual([3, 6, 7]);
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(7);
    // 40 images in batches of 10 are 4 steps; ars+ evaluates f 3 times for 10 datapoints.
    expect(rows(events)[0]).toMatchObject({ epoch: 0.75, function_evaluations: 3 * 3 * 10 });
  });

  test('gives the same numbers again for one seed, and others for another', async () => {
    const backend = await backendFor(name);
    const first = numbers(await collect({ ...optionsFor(), backend }));
    expect(numbers(await collect({ ...optionsFor(), backend }))).toEqual(first);
    expect(numbers(await collect({ ...optionsFor(), seed: 2, backend }))).not.toEqual(first);
  });

  test('measuring more often changes no number of the steps both measure', async () => {
    const backend = await backendFor(name);
    const often = optionsFor({ evaluation: { every: 1, samples: 5 } });
    const all = numbers(await collect({ ...often, backend }));
    const some = numbers(await collect({ ...optionsFor(), backend }));
    expect(some).toEqual(all.filter(({ step }) => [3, 6, 7].includes(step)));
  });

  test('leaves no tensor behind', async () => {
    const backend = await backendFor(name);
    const before = tf.memory().numTensors;
    await collect({ ...optionsFor(), backend });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('learns: the ELBO rises by more than its noise', async () => {
    const input: ConfigInput = {
      steps: 300,
      optimiser: { encoderLearningRate: 0.02, decoderLearningRate: 0.02 },
      evaluation: { every: 150, samples: 5 },
    };
    const options = optionsFor(input);
    const untrained = optionsFor({ ...input, steps: 1 });
    const backend = await backendFor(name);
    const [start] = rows(await collect({ ...untrained, backend }));
    const end = rows(await collect({ ...options, backend })).at(-1);
    // 6 pixels: log 2 each is 4.16 nats at the start; the noise of 40 images is about 0.1.
    expect(end!.train_elbo).toBeGreaterThan(start!.train_elbo + 0.3);
  });
});

test('a measurement tells after every batch how far it is', async () => {
  const told: object[] = [];
  const onMeasuring = (event: object) => told.push(event);
  // 40 training images with one sample each, in one batch, and 2 test images with 3,000 samples, each in batches
  // of 2,000 and 1,000: 6,040 samples in all.
  const options = optionsFor({ steps: 1, evaluation: { every: 1, samples: 3000, testImages: 2 } });
  const backend = await backendFor('cpu');
  const events = await collect({ ...options, backend, onMeasuring });
  expect(events.filter(({ type }) => type === 'measuring')).toEqual([
    { type: 'measuring', step: 1, done: 0 },
  ]);
  const drawn = [40, 2040, 3040, 5040, 6040];
  expect(told).toEqual(
    drawn.map((samples) => ({ type: 'measuring', step: 1, done: samples / 6040 })),
  );
});

test('counts the derivatives of f that an estimator says it takes', async () => {
  const backend = await backendFor('cpu');
  const counted = async (table = estimators as TrainOptions['table']) =>
    rows(await collect({ ...optionsFor(), backend, table: table! })).map(
      (row) => row.function_derivatives,
    );
  const derived = { ...estimators['ars+'], derivatives: () => 2 };
  expect(await counted()).toEqual([0, 0, 0]);
  // Two for each of 10 datapoints, after 3, 6 and 7 steps.
  expect(await counted({ ...estimators, 'ars+': derived })).toEqual([60, 120, 140]);
});

test('the state after a step is all that training resumes from', async () => {
  const backend = await backendFor('cpu');
  const all = await collect({ ...optionsFor(), backend, saveState: (step) => step === 4 });
  const [from] = all.filter((event) => event.type === 'state');
  expect(from).toMatchObject({ step: 4, measuredStep: 3 });
  const rest = await collect({ ...optionsFor(), backend, from: from! });
  expect(rest.map(({ type, step }) => [type, step])).toEqual(
    all.slice(all.indexOf(from!) + 1).map(({ type, step }) => [type, step]),
  );
  expect(numbers(rest)).toEqual(numbers(all).slice(1));
});

test('a state of another model is a ShapeError that names the array', async () => {
  const backend = await backendFor('cpu');
  const all = await collect({ ...optionsFor(), backend, saveState: () => true });
  const [from] = all.filter((event) => event.type === 'state');
  const other = optionsFor({ model: { encoderHidden: [5], decoderHidden: [4] } });
  await expect(collect({ ...other, backend, from: from! })).rejects.toThrow(
    /^The state's "parameters\/encoder.*" has shape/,
  );
});

test('a loss that is not finite stops the run and names step and metric', async () => {
  const backend = await backendFor('cpu');
  const options = optionsFor({ optimiser: { decoderLearningRate: 1e38 } });
  const error: unknown = await collect({ ...options, backend }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DivergedError);
  expect((error as DivergedError).message).toMatch(/^elbo became (NaN|-?Infinity) at step 2/);
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])('seed %d is refused', async (seed) => {
  const backend = await backendFor('cpu');
  await expect(collect({ ...optionsFor(), backend, seed })).rejects.toThrow(
    /seed: must be (a whole number of at least 0|at most 9007199254740991); found /,
  );
});

test('a configuration that no file could hold is refused with everything that is wrong', async () => {
  const backend = await backendFor('cpu');
  const { config, ...options } = optionsFor();
  const wrong = { ...config, steps: 0, optimiser: { ...config.optimiser, beta1: 1 } };
  const error: unknown = await collect({ ...options, backend, config: wrong }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).issues.map(({ path }) => path)).toEqual([
    'steps',
    'optimiser.beta1',
  ]);
});

test.each([
  [
    { name: 'adamw', encoderLearningRate: 0.5, weightDecay: 5 } as const,
    /optimiser\.weightDecay: is 5: times the learning rate 0\.5 it is 2\.5/,
  ],
  [
    { schedule: { name: 'step', every: 1, factor: 1e20 } } as const,
    /optimiser\.schedule\.factor: is 100000000000000000000: .* the learning rates overflow/,
  ],
])('settings that cannot work together are refused: %j', async (optimiser, message) => {
  const backend = await backendFor('cpu');
  await expect(collect({ ...optionsFor({ optimiser, steps: 9 }), backend })).rejects.toThrow(
    message,
  );
});

test('an abort stops after the present step, naming its reason', async () => {
  const backend = await backendFor('cpu');
  const controller = new AbortController();
  const events: TrainingEvent[] = [];
  const running = (async () => {
    for await (const event of train({ ...optionsFor(), backend, signal: controller.signal })) {
      events.push(event);
      if (event.step === 2) controller.abort('SIGTERM');
    }
  })();
  await expect(running).rejects.toThrow(InterruptedError);
  // Steps 2 and 3 may be taken at once, before the measurement after step 3.
  await expect(running).rejects.toMatchObject({ exitCode: 143 });
  const { step = 0 } = events.at(-1) ?? {};
  expect([2, 3]).toContain(step);
  expect(events).toHaveLength(step);
});

test.each<[string, ConfigInput, RegExp]>([
  ['a layer', { model: { encoderHidden: [1e9] } }, /model: has \d+ parameters; at most 100000000/],
  ['many layers', { model: { decoderHidden: [9e15, 9e15] } }, /model: has [\d.e+]+ parameters/],
  ['variables', { variables: 9e15 }, /model: has [\d.e+]+ parameters/],
  [
    'samples',
    { estimator: 'reinforce-loo', samples: 9e15 },
    /batchSize: makes arrays of [\d.e+]+; at most 2147483647/,
  ],
])('%s beyond every machine is a ConfigError', async (_, input, message) => {
  const backend = await backendFor('cpu');
  const error: unknown = await collect({ ...optionsFor(input), backend }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as Error).message).toMatch(message);
});

test('asking for more images than there are is an error that names the number', async () => {
  const backend = await backendFor('cpu');
  const options = optionsFor({ batchSize: 41, evaluation: { testImages: 8 } });
  await expect(collect({ ...options, backend })).rejects.toThrow(
    /batchSize: is 41; tiny has 40 training images[\s\S]*testImages: is 8; tiny has 7 test images/,
  );
});
