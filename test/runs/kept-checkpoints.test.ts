import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { FileError } from '../../src/core/file-errors.ts';
import { InterruptedError } from '../../src/core/stop-errors.ts';
import { RunDirectoryError } from '../../src/core/run-errors.ts';
import { run } from '../../src/runs/run.ts';
import { initialState } from '../../src/training/state.ts';
import { resolveRun } from '../../src/training/resolved-run.ts';
import { backendFor } from '../support/backends.ts';
import { faultyFileSystem } from '../support/runs/faulty-file-system.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import type { RunSetting } from '../support/runs/run-setting.ts';
import { keptArrays, readSafetensors } from '../support/runs/safetensors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cpu: Backend;

type Keep = NonNullable<ConfigInput['checkpoint']>['keep'];

/** Six steps, with no checkpoints but the kept ones and the last. */
const sixSteps = (keep: Keep, input: ConfigInput = {}): ConfigInput => ({
  ...{ steps: 6, checkpoint: { everySteps: 0, everySeconds: null, keep } },
  ...input,
});

beforeAll(async () => {
  cpu = await backendFor('cpu');
});

async function ran(input: ConfigInput, out = temporaryFolder()): Promise<RunSetting> {
  const setting = settingWith(cpu, input, out);
  await run(setting.options);
  return setting;
}

const names = ({ files }: RunSetting): string[] => Object.keys(keptArrays(files));
const named = (...steps: number[]): string[] => steps.map((step) => `step-${step}.safetensors`);
const keeping = (setting: RunSetting, keep: Keep, more: ConfigInput = {}): RunSetting =>
  settingWith(cpu, { ...sixSteps(keep), ...more }, setting.options.config.out);

/** Runs until an event of a step, and is stopped there as by SIGKILL. */
async function killedAt(setting: RunSetting, type: string, step: number): Promise<void> {
  const killed = new Error('killed');
  const onEvent = (event: { type: string; step: number }) => {
    if (event.type === type && event.step === step) throw killed;
  };
  await expect(run({ ...setting.options, onEvent })).rejects.toThrow(killed);
}

describe('checkpoint.keep', () => {
  test('keeps the states that a run without it passes through', async () => {
    const { options, files } = await ran(sixSteps([0, 3, 6]));
    const kept = keptArrays(files);
    expect(Object.keys(kept)).toEqual(named(0, 3, 6));
    const { stepSettings, dataset } = await resolveRun(options);
    const start = initialState(stepSettings, Float32Array.from(dataset.trainMean), 2);
    expect(kept['step-0.safetensors']).toEqual(
      Object.fromEntries(
        Object.entries(start).map(([name, { shape, values }]) => [
          name,
          { shape, values: [...values] },
        ]),
      ),
    );
    const plain = await ran(sixSteps(null));
    const last = readSafetensors(readFileSync(plain.files.file('checkpoint.safetensors')));
    expect(kept['step-6.safetensors']).toEqual(last.arrays);
    const short = await ran({ ...sixSteps(null), steps: 3 });
    const third = readSafetensors(readFileSync(short.files.file('checkpoint.safetensors')));
    expect(kept['step-3.safetensors']).toEqual(third.arrays);
    expect(files.read('metrics.csv')).toBe(plain.files.read('metrics.csv'));
    expect(existsSync(plain.files.file('checkpoints'))).toBe(false);
  });

  test('is in the id of no run, and in its config.json', async () => {
    const out = temporaryFolder();
    const [kept, plain] = [sixSteps('every 2'), sixSteps(null)].map((input) =>
      settingWith(cpu, input, out),
    );
    expect(kept!.files.path).toBe(plain!.files.path);
    await run(kept!.options);
    expect(kept!.files.config.checkpoint.keep).toBe('every 2');
    expect(names(kept!)).toEqual(named(0, 2, 4, 6));
  });

  test('says which steps lie beyond the end', async () => {
    const { printed } = await ran(sixSteps([2, 7, 9]));
    expect(printed.text).toContain(
      'WARN: checkpoint.keep: steps 7 and 9 will not be reached in 6 steps',
    );
  });

  test.each([
    ['early', { patience: 1, minImprovement: 1e9 }, 4],
    ['at its last step', {}, 6],
  ])('keeps the step at which a run stops %s', async (_, stopping, end) => {
    const setting = await ran(sixSteps([2, 4, 6], { stopping }));
    expect(setting.files.record.steps_done).toBe(end);
    expect(names(setting)).toEqual(named(...[2, 4, 6].filter((step) => step <= end)));
  });
});

describe('a run that was stopped and resumed', () => {
  const input = sixSteps([0, 2, 3, 5], {
    evaluation: { every: 1, samples: 3 },
    checkpoint: { everySteps: 2, keep: [0, 2, 3, 5] },
  });
  const read = ({ files }: RunSetting) => ({
    kept: keptArrays(files),
    metrics: files.read('metrics.csv'),
  });
  let whole: ReturnType<typeof read> | undefined;

  test.each([
    ['step', 1],
    ['step', 3],
    ['metrics', 3],
    ['state', 3],
    ['step', 4],
    ['state', 5],
  ])('at the %s of step %i has all kept checkpoints with the same arrays', async (type, step) => {
    whole ??= read(await ran(input));
    const setting = settingWith(cpu, input);
    await killedAt(setting, type, step);
    await run(setting.options);
    expect(Object.keys(whole.kept)).toHaveLength(4);
    expect(read(setting)).toEqual(whole);
  });

  test('by a signal after a kept step keeps it, too', async () => {
    const setting = settingWith(cpu, sixSteps([3]));
    const stop = new AbortController();
    const onEvent = ({ type, step }: { type: string; step: number }) => {
      if (type === 'step' && step === 3) stop.abort('SIGTERM');
    };
    const running = run({ ...setting.options, onEvent, signal: stop.signal });
    await expect(running).rejects.toThrow(InterruptedError);
    expect(names(setting)).toEqual(named(3));
    await run(setting.options);
    expect(keptArrays(setting.files)).toEqual(keptArrays((await ran(sixSteps([3]))).files));
  });

  test('takes another list, and says which steps have passed', async () => {
    const whole = await ran(sixSteps([4, 5]));
    const setting = settingWith(cpu, sixSteps([1]));
    const stop = new AbortController();
    const onEvent = ({ type, step }: { type: string; step: number }) => {
      if (type === 'step' && step === 4) stop.abort('SIGTERM');
    };
    const running = run({ ...setting.options, onEvent, signal: stop.signal });
    await expect(running).rejects.toThrow(InterruptedError);
    const again = keeping(setting, [0, 1, 3, 4, 5]);
    await run(again.options);
    expect(again.printed.text).toContain(
      'WARN: checkpoint.keep: the run has passed steps 0 and 3 without keeping a checkpoint there',
    );
    // The state of step 4 was at hand; what is kept stays, asked for or not.
    expect(names(again)).toEqual(named(1, 4, 5));
    expect(keptArrays(again.files)).toMatchObject(keptArrays(whole.files));
  });

  test('and extended goes on keeping', async () => {
    const out = temporaryFolder();
    const setting = await ran({ ...sixSteps('every 2'), steps: 4 }, out);
    const longer = keeping(setting, 'every 2');
    await run(longer.options);
    expect(keptArrays(longer.files)).toEqual(keptArrays((await ran(sixSteps('every 2'))).files));
    expect(longer.printed.text).not.toContain('WARN');
  });
});

describe('a run that is complete', () => {
  test('is left as it is, with word of what it has not kept', async () => {
    const setting = await ran(sixSteps([2]));
    const result = await run(keeping(setting, 'every 1').options);
    expect(result.final).toBeNull();
    expect(result.notices).toEqual([
      expect.stringMatching(/has passed steps 0, 1, 3, 4, 5 and 1 more without keeping/),
    ]);
    expect((await run(keeping(setting, [2]).options)).notices).toEqual([]);
  });

  test('that starts over with --force has those of its own alone', async () => {
    const setting = await ran(sixSteps([1, 2]));
    writeFileSync(setting.files.file('checkpoints/mine.txt'), 'not of the run');
    await run({ ...keeping(setting, [3]).options, force: true });
    expect(readdirSync(setting.files.file('checkpoints')).sort()).toEqual([
      ...['mine.txt', 'step-3.safetensors'],
    ]);
    rmSync(setting.files.file('checkpoints/mine.txt'));
    await run({ ...keeping(setting, null).options, force: true });
    expect(existsSync(setting.files.file('checkpoints'))).toBe(false);
  });

  test('gives another one its parameters of a step', async () => {
    const setting = await ran(sixSteps([2]));
    const from = setting.files.file('checkpoints/step-2.safetensors');
    const other = await ran(sixSteps([0], { init: { from } }));
    expect(other.files.record.init).toMatchObject({ step: 2, path: from });
    const [given, taken] = [setting, other].map(
      ({ files }) => Object.values(keptArrays(files))[0]!,
    );
    for (const name of Object.keys(given!).filter((one) => one.startsWith('parameters/'))) {
      expect(taken![name], name).toEqual(given![name]);
    }
  });
});

test('a folder with nothing but kept checkpoints is no fresh one', async () => {
  const setting = await ran(sixSteps([2]));
  for (const name of Object.keys(setting.files.bytes)) rmSync(setting.files.file(name));
  await expect(run(setting.options)).rejects.toThrow(RunDirectoryError);
});

test('a disk that is full when a checkpoint is to be kept ends the run, and the next start keeps it', async () => {
  const whole = await ran(sixSteps([0, 3]));
  const setting = settingWith(cpu, sixSteps([0, 3]));
  let full = false;
  const fs = faultyFileSystem(({ name }) => (full && name === 'write' ? 'ENOSPC' : undefined));
  const onEvent = ({ type, step }: { type: string; step: number }) => {
    if (type === 'step' && step === 3) full = true;
  };
  const error = await run({ ...setting.options, fs, onEvent }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FileError);
  expect((error as Error).message).toMatch(/step-3\.safetensors.*\(ENOSPC\)\. The disk is full/);
  expect(names(setting)).toEqual(named(0));
  await run(setting.options);
  expect(keptArrays(setting.files)).toEqual(keptArrays(whole.files));
});
