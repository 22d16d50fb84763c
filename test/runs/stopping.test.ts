import { beforeAll, expect, test } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { RunDirectoryError } from '../../src/core/run-errors.ts';
import { RunDirectory } from '../../src/run-files/run-directory.ts';
import { run } from '../../src/runs/run.ts';
import { readRunStatus } from '../../src/sweeps/run-status.ts';
import { boundsOf, plateauIn } from '../../src/training/stopping.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import type { RunSetting } from '../support/runs/run-setting.ts';

/** Learning rates of 0: the bound goes up and down by its sampling noise. */
const input: ConfigInput = {
  steps: 40,
  optimiser: { encoderLearningRate: 0, decoderLearningRate: 0, priorLearningRate: 0 },
};
const stopping = (patience: number | null) => ({ stopping: { patience, minImprovement: 0 } });

let cpu: Backend;
beforeAll(async () => {
  cpu = await backendFor('cpu');
});

const changed = ({ options }: RunSetting, changes: object) => ({
  ...options,
  config: { ...options.config, ...changes },
});

async function ran(backend: Backend, changes: ConfigInput): Promise<RunSetting> {
  const setting = settingWith(backend, { ...input, ...changes });
  await run(setting.options);
  return setting;
}

const rowsOf = ({ files }: RunSetting) => files.rows('metrics.csv');
const text = ({ files }: RunSetting) => files.read('metrics.csv');

/** Where a run of this patience stops, from the rows of one that has all of them. */
function endOf(whole: RunSetting, patience: number): number {
  const { config } = whole.options;
  return plateauIn(boundsOf(rowsOf(whole)), { ...config, ...stopping(patience) })!.step;
}

test.each(testedBackends)('on %s, a run stops at the plateau, and is complete', async (name) => {
  const backend = await backendFor(name);
  const whole = await ran(backend, {});
  const setting = await ran(backend, stopping(3));
  const end = endOf(whole, 3);
  expect(end).toBeLessThan(40);
  expect(rowsOf(setting)).toEqual(rowsOf(whole).filter(({ step }) => step! <= end));
  expect(setting.files.record).toMatchObject({
    ...{ status: 'completed', stopped_early: true, steps: end, steps_done: end },
    reason: expect.stringMatching(/^stopped early: the test bound has not risen above/) as string,
    starts: [{ steps: 40 }],
  });
  expect((await run(setting.options)).final).toBeNull();
  const { config } = setting.options;
  const status = readRunStatus(new RunDirectory(setting.files.path), Date.now(), config);
  expect(status).toMatchObject({ state: 'completed', step: end, steps: end });
  expect(status.reason).toMatch(/^stopped early: /);
});

test('a run that is killed at any step stops where it would have stopped', async () => {
  const whole = await ran(cpu, { ...stopping(3), checkpoint: { everySteps: 2 } });
  const end = whole.files.record.steps;
  for (const [type, at] of [
    ['step', end - 1],
    ['metrics', end],
    ['state', end],
    ['stopped', end],
  ] as const) {
    const setting = settingWith(cpu, { ...input, ...stopping(3), checkpoint: { everySteps: 2 } });
    const killed = new Error('killed');
    const onEvent = (event: { type: string; step: number }) => {
      if (event.type === type && event.step === at) throw killed;
    };
    await expect(run({ ...setting.options, onEvent })).rejects.toThrow(killed);
    await run(setting.options);
    expect(text(setting), type).toBe(text(whole));
    expect(setting.files.record).toMatchObject({ status: 'completed', stopped_early: true });
  }
});

test('more steps change nothing, and more patience extends it to the uninterrupted run', async () => {
  const setting = await ran(cpu, stopping(2));
  const before = text(setting);
  expect((await run(changed(setting, { steps: 60 }))).final).toBeNull();
  expect(text(setting)).toBe(before);
  const planned = { ...setting.options.config, ...stopping(null) };
  const directory = new RunDirectory(setting.files.path);
  expect(readRunStatus(directory, Date.now(), planned).state).toBe('extend');
  await run(changed(setting, stopping(null)));
  expect(text(setting)).toBe(text(await ran(cpu, {})));
  expect(setting.files.record).toMatchObject({ steps: 40, reason: 'completed all steps' });
  expect(setting.files.record.stopped_early).toBe(false);
});

test('a run that went on where it would have stopped is refused', async () => {
  const whole = await ran(cpu, {});
  const error: unknown = await run(changed(whole, stopping(2))).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(RunDirectoryError);
  expect((error as Error).message).toContain(`it would have ended at step ${endOf(whole, 2)}`);
});

test('a patience that is never used up changes no byte', async () => {
  expect(text(await ran(cpu, stopping(1000)))).toBe(text(await ran(cpu, {})));
});
