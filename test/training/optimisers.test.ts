import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { Config } from '../../src/config/schema.ts';
import { optimisers } from '../../src/optimisers/table.ts';
import { schedules } from '../../src/optimisers/schedules/table.ts';
import { relativeError } from '../support/arrays.ts';
import { testedBackends } from '../support/backends.ts';
import { outcome } from '../support/training/outcome.ts';

const STEPS = 7;

/** Settings of the schedules under which a short run has several rates. */
const shortened: Readonly<Record<string, object>> = {
  cosine: { warmupSteps: 2, finalFraction: 0.1 },
  step: { every: 3 },
};

/** Every optimiser under one schedule, and one optimiser under every schedule. */
const pairs = [
  ...Object.keys(optimisers).map((name) => [name, 'cosine'] as const),
  ...Object.keys(schedules).map((schedule) => ['adam', schedule] as const),
];

function configOf(name: string, schedule: string): Config {
  return configSchema.parse({
    ...{ estimator: 'ars+', categories: 3, variables: 2, batchSize: 4, steps: STEPS },
    model: { encoderHidden: [5], decoderHidden: [3] },
    evaluation: { samples: 3 },
    optimiser: {
      ...{ name, encoderLearningRate: 0.01, decoderLearningRate: 0.02, priorLearningRate: 0.03 },
      schedule: { name: schedule, ...shortened[schedule] },
    },
  });
}

describe.each(testedBackends)('on %s', (backend) => {
  test.each(pairs)(
    '%s with the schedule %s gives the same bits in any groups, and when it is resumed',
    async (optimiser, schedule) => {
      const config = configOf(optimiser, schedule);
      const whole = await outcome(backend, config, [STEPS]);
      expect(await outcome(backend, config, new Array<number>(STEPS).fill(1))).toEqual(whole);
      expect(await outcome(backend, config, [2, 4, 1])).toEqual(whole);
      const { state } = await outcome(backend, config, [3]);
      const { elbos, ...rest } = await outcome(backend, config, [3, 1], { step: 3, state });
      expect(elbos).toEqual(whole.elbos.slice(3));
      expect(rest).toEqual({ state: whole.state, metrics: whole.metrics });
    },
  );
});

test.each(pairs)('%s with the schedule %s: the backends agree', async (optimiser, schedule) => {
  const config = configOf(optimiser, schedule);
  const [first, ...others] = await Promise.all(
    testedBackends.map((backend) => outcome(backend, config, [STEPS])),
  );
  for (const { state } of others) {
    expect(Object.keys(state)).toEqual(Object.keys(first!.state));
    for (const [name, { values }] of Object.entries(state)) {
      expect(relativeError(values, first!.state[name]!.values), name).toBeLessThan(1e-3);
    }
  }
});

test('optimisers and schedules lead to different parameters', async () => {
  const ends = await Promise.all(
    pairs.map(async ([optimiser, schedule]) => {
      const { state } = await outcome('cpu', configOf(optimiser, schedule), [STEPS]);
      return state['parameters/encoder/0/weights']!.values.join();
    }),
  );
  // Adam with the cosine is in both lists.
  expect(new Set(ends).size).toBe(pairs.length - 1);
});

test('the state holds what the optimiser describes, below its name, and a schedule adds nothing', async () => {
  const namesFor = async (optimiser: string, schedule: string) => {
    const { state } = await outcome('cpu', configOf(optimiser, schedule), [1]);
    return Object.keys(state).filter((name) => !/^(parameters|gradient|estimator)\//.test(name));
  };
  expect(await namesFor('sgd', 'cosine')).toEqual([]);
  expect(new Set((await namesFor('momentum', 'step')).map((name) => name.split('/')[1]))).toEqual(
    new Set(['velocity']),
  );
  expect(await namesFor('adam', 'cosine')).toEqual(await namesFor('adam', 'constant'));
  expect((await namesFor('adamw', 'constant')).every((name) => name.startsWith('adamw/'))).toBe(
    true,
  );
});
