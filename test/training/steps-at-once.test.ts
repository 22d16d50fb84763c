import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { ShapeError } from '../../src/core/backend-errors.ts';
import { resolveRun } from '../../src/training/resolved-run.ts';
import { STEPS_AT_ONCE } from '../../src/training/limits.ts';
import { Trainer } from '../../src/training/trainer.ts';
import type { BackendName } from '../../src/backends/select.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { tinyDataset } from '../support/training/tiny-model.ts';

async function trainerOn(name: BackendName, estimator: string): Promise<Trainer> {
  const config = configSchema.parse({
    ...{ estimator, categories: 3, variables: 2, batchSize: 4 },
    model: { encoderHidden: [5], decoderHidden: [3] },
    evaluation: { samples: 3 },
  });
  const dataset = tinyDataset(9, 3);
  return new Trainer(await resolveRun({ config, seed: 3, dataset }), await backendFor(name));
}

/** ELBOs of steps 1, 2, … taken in groups, and the state and its measurement after them. */
async function outcome(name: BackendName, estimator: string, groups: readonly number[]) {
  const trainer = await trainerOn(name, estimator);
  const elbos: number[] = [];
  for (const count of groups) elbos.push(...(await trainer.steps(elbos.length + 1, count)));
  const state = await trainer.readState();
  const metrics = await trainer.measure(elbos.length, () => Promise.resolve());
  trainer.dispose();
  return { elbos, state, metrics };
}

const names = Object.values(estimators)
  .filter(({ categories }) => categories === undefined)
  .map(({ name }) => name);

describe.each(testedBackends)('steps on %s', (name) => {
  test.each(names)('give to the bit what single steps give, with %s', async (estimator) => {
    const atOnce = await outcome(name, estimator, [5]);
    expect(atOnce).toEqual(await outcome(name, estimator, [1, 1, 1, 1, 1]));
    expect(atOnce.elbos.every(Number.isFinite)).toBe(true);
    expect(new Set(atOnce.elbos).size).toBe(5);
  });

  test('give the same in groups of any size', async () => {
    const steps = STEPS_AT_ONCE + 3;
    const expected = await outcome(name, 'ars+', [STEPS_AT_ONCE, 3]);
    expect(await outcome(name, 'ars+', new Array<number>(steps).fill(1))).toEqual(expected);
    expect(await outcome(name, 'ars+', [2, 7, 1, 3])).toEqual(expected);
  });

  test('are refused beyond as many as there is room for, and continue afterwards', async () => {
    const trainer = await trainerOn(name, 'ars+');
    await expect(trainer.steps(1, STEPS_AT_ONCE + 1)).rejects.toThrow(ShapeError);
    const elbos = await trainer.steps(1, 5);
    expect(Array.from(elbos)).toEqual((await outcome(name, 'ars+', [5])).elbos);
    trainer.dispose();
  });
});
