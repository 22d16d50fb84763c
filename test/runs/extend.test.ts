import { cpSync, readFileSync, unlinkSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { FileError } from '../../src/core/file-errors.ts';
import { RunDirectoryError } from '../../src/core/run-errors.ts';
import { run } from '../../src/runs/run.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { faultyFileSystem } from '../support/runs/faulty-file-system.ts';
import { expectTrueEvents } from '../support/runs/run-events.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import type { RunSetting } from '../support/runs/run-setting.ts';
import { readSafetensors } from '../support/runs/safetensors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cpu: Backend;

beforeAll(async () => {
  cpu = await backendFor('cpu');
});

/** The same run with other settings. */
const changed = ({ options }: RunSetting, changes: object) => ({
  ...options,
  config: { ...options.config, ...changes },
});

async function ranFor(backend: Backend, steps: number, input: ConfigInput = {}) {
  const setting = settingWith(backend, { ...input, steps });
  await run(setting.options);
  return setting;
}

/** All of a checkpoint but what a clock decides. */
function timeless({ files }: RunSetting) {
  const { metadata, arrays } = readSafetensors(readFileSync(files.file('checkpoint.safetensors')));
  return { facts: { ...metadata, sha256: '', seconds: '', training_seconds: '' }, arrays };
}

function expectSameRun(extended: RunSetting, whole: RunSetting): void {
  expect(extended.files.read('metrics.csv')).toBe(whole.files.read('metrics.csv'));
  expect(timeless(extended)).toEqual(timeless(whole));
  // A run that starts again has its tags written down.
  const { out, tags } = whole.files.config;
  expect({ ...extended.files.config, out, tags }).toEqual(whole.files.config);
  const steps = (setting: RunSetting) => setting.files.rows('timing.csv').map(({ step }) => step);
  expect(steps(extended)).toEqual(steps(whole));
}

describe.each(testedBackends)('on %s, a complete run', (name) => {
  // Every second step is measured: a run of 5 steps has a row after its last step alone.
  test.each([
    [4, 9],
    [5, 9],
    [5, 6],
    [1, 2],
    [1, 4],
  ])('of %i steps that gets %i is the uninterrupted longer run', async (few, many) => {
    const backend = await backendFor(name);
    const setting = await ranFor(backend, few, { estimator: 'reinforce+baseline' });
    const before = setting.files.read('metrics.csv');
    await run(changed(setting, { steps: many }));
    expectSameRun(setting, await ranFor(backend, many, { estimator: 'reinforce+baseline' }));
    const onGrid = few % 2 === 0 ? before : before.split('\n').slice(0, -2).join('\n');
    expect(setting.files.read('metrics.csv').startsWith(onGrid)).toBe(true);
  });
});

describe('a run that is extended', () => {
  test('keeps the record of its earlier end, and says what it does', async () => {
    const setting = await ranFor(cpu, 5);
    await run(changed(setting, { steps: 8 }));
    expect(setting.files.record).toMatchObject({
      ...{ status: 'completed', reason: 'completed all steps', steps: 8, steps_done: 8 },
      starts: [
        { steps: 5, from_step: 0, reason: 'completed all steps' },
        { steps: 8, from_step: 5, reason: 'completed all steps' },
      ],
    });
    expect(setting.printed.text).toContain(
      'INFO: extending a run that was complete with 5 steps\n',
    );
    expect(setting.printed.text).toContain('INFO: resuming from step 5 of 8\n');
    expect(setting.printed.text).toMatch(/INFO: the row after step 5 is left out/);
  });

  test('may be extended again and again, also before it was complete', async () => {
    const setting = await ranFor(cpu, 3);
    const killed = new Error('killed');
    const onEvent = ({ type, step }: { type: string; step: number }) => {
      if (type === 'step' && step === 6) throw killed;
    };
    await expect(run({ ...changed(setting, { steps: 7 }), onEvent })).rejects.toThrow(killed);
    await run(changed(setting, { steps: 9 }));
    expectSameRun(setting, await ranFor(cpu, 9));
  });

  test('has the milliseconds of all steps since the row before the one that is left out', async () => {
    const setting = await ranFor(cpu, 5);
    const times = setting.files.rows('timing.csv');
    await run(changed(setting, { steps: 6 }));
    // One step of the longer run, two steps in the row: half of it is the earlier run's.
    const [, , after] = setting.files.rows('timing.csv');
    expect(after!.milliseconds_per_step).toBeGreaterThan(times[2]!.milliseconds_per_step! / 2);
  });

  test('has an event file of its rows', async () => {
    const setting = await ranFor(cpu, 5, { tensorboard: true });
    await run(changed(setting, { steps: 7 }));
    expectTrueEvents(setting.files);
    expect(setting.files.rows('metrics.csv').map(({ step }) => step)).toEqual([2, 4, 6, 7]);
  });

  test('recovers from the failure of any file operation', async () => {
    const whole = await ranFor(cpu, 6, { tensorboard: true });
    const counting = faultyFileSystem(() => undefined);
    const first = await ranFor(cpu, 5, { tensorboard: true });
    await run({ ...changed(first, { steps: 6 }), fs: counting });
    expect(counting.count).toBeGreaterThan(50);
    const complete = temporaryFolder();
    await run(settingWith(cpu, { tensorboard: true }, complete).options);
    for (let k = 1; k <= counting.count; k += 1) {
      const setting = settingWith(cpu, { tensorboard: true });
      cpSync(complete, setting.options.config.out, { recursive: true });
      // Every other time nothing can be written ever after, as when the process is killed there.
      const fs = faultyFileSystem(({ number }) =>
        number === k || (k % 2 === 0 && number > k) ? 'EIO' : undefined,
      );
      const options = changed(setting, { steps: 6 });
      try {
        await run({ ...options, fs });
      } catch (error) {
        expect(error).toBeInstanceOf(FileError);
      }
      await run(options);
      expectSameRun(setting, whole);
      expectTrueEvents(setting.files);
      // The steps of the shorter run were not taken again.
      expect(setting.printed.text).not.toContain('starting over');
    }
  });
});

describe('a complete run', () => {
  async function refusalOf(setting: RunSetting, changes: object): Promise<string> {
    const before = setting.files.bytes;
    const error: unknown = await run(changed(setting, changes)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RunDirectoryError);
    expect(setting.files.bytes).toEqual(before);
    return (error as Error).message;
  }

  test('is refused with fewer steps, and with what would keep it', async () => {
    const setting = await ranFor(cpu, 5);
    const message = await refusalOf(setting, { steps: 4 });
    expect(message).toContain('holds a run of 5 steps, more than the 4 asked for');
    expect(message).toMatch(
      /To have the run that is there, .*, add `--steps 5`\. Otherwise use --force/,
    );
  });

  test('is refused with more steps when its learning rates follow the number of steps', async () => {
    const schedule = { schedule: { name: 'cosine' as const } };
    const message = await refusalOf(await ranFor(cpu, 5, { optimiser: schedule }), { steps: 6 });
    expect(message).toMatch(
      /holds a run of 5 steps, and this one has 6: its learning rates follow/,
    );
    expect(message).toMatch(
      /cosine schedule over all steps.*add `--steps 5`\. Otherwise use --force/,
    );
  });

  test('is extended when its learning rates change by steps', async () => {
    const input = { optimiser: { schedule: { name: 'step' as const, every: 2, factor: 0.1 } } };
    const setting = await ranFor(cpu, 5, input);
    await run(changed(setting, { steps: 7 }));
    expectSameRun(setting, await ranFor(cpu, 7, input));
  });

  test('is not thrown away when its checkpoint is missing', async () => {
    const setting = await ranFor(cpu, 5);
    unlinkSync(setting.files.file('checkpoint.safetensors'));
    expect(await refusalOf(setting, { steps: 6 })).toMatch(
      /holds a complete run without a checkpoint that it could go on from\. Use --force/,
    );
  });

  test('is refused with more steps on another backend, which would change its numbers', async () => {
    const setting = await ranFor(cpu, 5);
    const selection = { backend: await backendFor('wasm'), passedOver: [] };
    const options = { ...changed(setting, { steps: 6 }), selection };
    await expect(run(options)).rejects.toThrow(/backend: cpu: TensorFlow.*→ wasm/s);
  });

  test('is replaced with --force', async () => {
    const setting = await ranFor(cpu, 5);
    await run({ ...changed(setting, { steps: 4 }), force: true });
    expectSameRun(setting, await ranFor(cpu, 4));
  });
});
