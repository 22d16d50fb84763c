import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { InterruptedError } from '../../src/core/stop-errors.ts';
import { RunDirectoryError } from '../../src/core/run-errors.ts';
import { run } from '../../src/runs/run.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import type { RunSetting } from '../support/runs/run-setting.ts';
import { readSafetensors } from '../support/runs/safetensors.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const input: ConfigInput = { steps: 9, checkpoint: { everySteps: 2 } };

const folder = sharedFolder();
let cpu: Backend;
let reference: string;

async function wholeRun(backend: Backend, changes: ConfigInput = {}): Promise<string> {
  const out = mkdtempSync(join(folder, 'whole-'));
  const { options, files } = settingWith(backend, { ...input, ...changes }, out);
  await run(options);
  return files.read('metrics.csv');
}

beforeAll(async () => {
  cpu = await backendFor('cpu');
  reference = await wholeRun(cpu);
});

/** Runs until an event of this type after this step, and is stopped there as by SIGKILL. */
async function killedAt(setting: RunSetting, type: string, step: number): Promise<void> {
  const killed = new Error('killed');
  const onEvent = (event: { type: string; step: number }) => {
    if (event.type === type && event.step === step) throw killed;
  };
  await expect(run({ ...setting.options, onEvent })).rejects.toThrow(killed);
}

async function interruptedAt(setting: RunSetting, type: string, step: number): Promise<void> {
  const controller = new AbortController();
  const onEvent = (event: { type: string; step: number }) => {
    if (event.type === type && event.step === step) controller.abort('SIGTERM');
  };
  await expect(run({ ...setting.options, onEvent, signal: controller.signal })).rejects.toThrow(
    InterruptedError,
  );
}

describe.each(testedBackends)('on %s, a run that is stopped', (name) => {
  test.each([
    ['step', 1],
    ['step', 5],
    ['measuring', 4],
    ['metrics', 4],
    ['state', 4],
    ['state', 9],
  ])('at the event %s of step %i ends as if it had not been', async (type, step) => {
    const backend = await backendFor(name);
    const setting = settingWith(backend, input);
    await killedAt(setting, type, step);
    await run(setting.options);
    expect(setting.files.read('metrics.csv')).toBe(await wholeRun(backend));
    expect(setting.files.rows('timing.csv').map((row) => row.step)).toEqual([2, 4, 6, 8, 9]);
  });
});

describe('every estimator’s own variables', () => {
  test.each(['reinforce+baseline', 'ars+', 'arsm+'])('of %s are saved', async (estimator) => {
    const setting = settingWith(cpu, { ...input, estimator });
    await killedAt(setting, 'step', 7);
    await run(setting.options);
    expect(setting.files.read('metrics.csv')).toBe(await wholeRun(cpu, { estimator }));
  });
});

describe('a run that was told to stop', () => {
  test('resumes from the very step', async () => {
    const setting = settingWith(cpu, {
      ...input,
      checkpoint: { everySteps: 0, everySeconds: null },
    });
    await interruptedAt(setting, 'step', 3);
    const { metadata, arrays } = readSafetensors(
      readFileSync(setting.files.file('checkpoint.safetensors')),
    );
    // Steps 3 and 4 may be taken at once; the measurement after step 4 comes later.
    expect(metadata).toMatchObject({ step: expect.stringMatching(/^[34]$/) as string });
    expect(metadata).toMatchObject({ measured_step: '2' });
    const step = Number(metadata.step);
    expect(Object.keys(arrays)).toContain('gradient/weight');
    await run(setting.options);
    expect(setting.printed.text).toContain(`INFO: resuming from step ${step} of 9\n`);
    expect(setting.files.record.starts.map((start) => start.from_step)).toEqual([0, step]);
    expect(setting.files.read('metrics.csv')).toBe(reference);
  });

  test('in a measurement measures first', async () => {
    const setting = settingWith(cpu, input);
    await interruptedAt(setting, 'measuring', 6);
    expect(setting.files.rows('metrics.csv').map(({ step }) => step)).toEqual([2, 4]);
    await run(setting.options);
    expect(setting.printed.text).toContain('INFO: resuming from step 6 of 9\n');
    expect(setting.files.read('metrics.csv')).toBe(reference);
    for (const row of setting.files.rows('timing.csv')) {
      expect(Object.values(row).every(Number.isFinite)).toBe(true);
    }
  });

  test('before its first step is interrupted', async () => {
    const setting = settingWith(cpu, input);
    const signal = AbortSignal.abort('SIGUSR2');
    await expect(run({ ...setting.options, signal })).rejects.toMatchObject({ exitCode: 75 });
    expect(setting.files.record).toMatchObject({ status: 'interrupted', steps_done: 0 });
    await run(setting.options);
    expect(setting.files.read('metrics.csv')).toBe(reference);
  });
});

const CURRENT = 'checkpoint.safetensors';
const PREVIOUS = 'checkpoint.previous.safetensors';

/** A run whose checkpoints are of step 6 and step 4. */
async function stopped(): Promise<RunSetting> {
  const setting = settingWith(cpu, input);
  await killedAt(setting, 'step', 7);
  return setting;
}

async function expectRecovery(setting: RunSetting, from: number): Promise<void> {
  setting.printed.text = '';
  await run(setting.options);
  expect(setting.printed.text).toContain(
    from === 0 ? 'INFO: starting over' : `INFO: resuming from step ${from} of 9\n`,
  );
  expect(setting.files.read('metrics.csv')).toBe(reference);
  expect(readdirSync(setting.files.path).sort()).toEqual(
    ['config.json', 'run.json', 'metrics.csv', 'timing.csv', 'log.jsonl', CURRENT].sort(),
  );
}

describe('a checkpoint that cannot be used', () => {
  test('gives way to the one before, with a warning', async () => {
    const setting = await stopped();
    truncateSync(setting.files.file(CURRENT), 100);
    await expectRecovery(setting, 4);
    expect(setting.printed.text).toMatch(
      /WARN: .*checkpoint\.safetensors is not used: it is damaged/,
    );
  });

  test('gives way to the start when the one before cannot be used either', async () => {
    const setting = await stopped();
    truncateSync(setting.files.file(CURRENT), 100);
    writeFileSync(setting.files.file(PREVIOUS), 'nothing');
    await expectRecovery(setting, 0);
    expect(setting.printed.text.match(/WARN: .* is not used: it is damaged/g)).toHaveLength(2);
  });

  test('does not take the place of the sound one when the next is written', async () => {
    const setting = await stopped();
    truncateSync(setting.files.file(CURRENT), 100);
    await killedAt(setting, 'state', 6);
    truncateSync(setting.files.file(CURRENT), 100);
    await expectRecovery(setting, 4);
  });

  test('is one that is missing', async () => {
    const setting = await stopped();
    unlinkSync(setting.files.file(CURRENT));
    await expectRecovery(setting, 4);
  });

  test('is one whose rows are missing: here the one before has them', async () => {
    const setting = await stopped();
    const rows = setting.files.read('metrics.csv').split('\n');
    writeFileSync(setting.files.file('metrics.csv'), rows.slice(0, 3).join('\n') + '\n');
    await expectRecovery(setting, 4);
    expect(setting.printed.text).toContain('the rows of metrics.csv before it are missing');
  });

  test('is one whose rows were changed', async () => {
    const setting = await stopped();
    const text = setting.files.read('metrics.csv');
    writeFileSync(
      setting.files.file('metrics.csv'),
      text.replace(/\d\n/, (end) => `0${end}`),
    );
    await expectRecovery(setting, 0);
  });

  test('is one of a wrong size, which is not read', async () => {
    const setting = await stopped();
    truncateSync(setting.files.file(CURRENT), 2 ** 40);
    await expectRecovery(setting, 4);
    expect(setting.printed.text).toMatch(/is damaged: it has 1099511627776 bytes/);
  });

  test('is any damaged one: the numbers never are', async () => {
    const setting = await stopped();
    const files = readdirSync(setting.files.path).map((name) => setting.files.file(name));
    const kept = new Map(files.map((file) => [file, readFileSync(file)]));
    const damage = fc.record({
      name: fc.constantFrom(
        CURRENT,
        PREVIOUS,
        'metrics.csv',
        'timing.csv',
        'log.jsonl',
        'run.json',
      ),
      place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      how: fc.constantFrom('flip', 'cut', 'zero'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        for (const name of readdirSync(setting.files.path)) unlinkSync(setting.files.file(name));
        for (const [file, bytes] of kept) writeFileSync(file, bytes);
        for (const { name, place, how } of damages) {
          const bytes = readFileSync(setting.files.file(name));
          const at = Math.floor(place * bytes.length);
          if (how === 'flip') bytes[at] = (bytes[at] ?? 0) ^ 0x10;
          if (how === 'zero') bytes.fill(0, at);
          writeFileSync(setting.files.file(name), how === 'cut' ? bytes.subarray(0, at) : bytes);
        }
        try {
          await run(setting.options);
        } catch (error) {
          // A flipped bit of run.json may make it tell of other data.
          expect(error).toBeInstanceOf(RunDirectoryError);
          return;
        }
        expect(setting.files.read('metrics.csv')).toBe(reference);
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});

describe('what belongs to another run', () => {
  test('is refused: a checkpoint of another configuration', async () => {
    const setting = await stopped();
    const other = settingWith(cpu, { ...input, evaluation: { every: 2, samples: 4 } });
    await killedAt(other, 'step', 7);
    copyFileSync(other.files.file(CURRENT), setting.files.file(CURRENT));
    await expect(run(setting.options)).rejects.toThrow(
      /holds a checkpoint of another configuration, of other data/,
    );
  });

  test.each([true, false])('is refused: another backend (run.json there: %s)', async (there) => {
    const setting = await stopped();
    if (!there) unlinkSync(setting.files.file('run.json'));
    const selection = { backend: await backendFor('wasm'), passedOver: [] };
    const error: unknown = await run({ ...setting.options, selection }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RunDirectoryError);
    expect((error as Error).message).toMatch(/cpu: TensorFlow.*wasm: TensorFlow/s);
    expect((error as Error).message).toContain('--force');
    expect((error as Error).message).toMatch(/To resume (it|from it), add `--backend cpu`\./);
  });

  test('is replaced by --force, which tells what it replaces', async () => {
    const setting = await stopped();
    const config = { ...setting.options.config, steps: 4 };
    await run({ ...setting.options, config, force: true });
    expect(setting.printed.text).toMatch(/--force: replacing a run that was failed at step 7 of 9/);
    expect(setting.files.rows('metrics.csv').map((row) => row.step)).toEqual([2, 4]);
  });
});

test('a line of log.jsonl that was torn is cut off before the next is added', async () => {
  const setting = await stopped();
  const log = setting.files.read('log.jsonl');
  writeFileSync(setting.files.file('log.jsonl'), `${log}{"level":30,"ti`);
  await run(setting.options);
  expect(setting.files.read('log.jsonl').startsWith(log)).toBe(true);
  expect(setting.files.log.at(-1)).toMatchObject({ msg: 'all steps taken' });
});

test('what a killed process was writing is removed', async () => {
  const setting = await stopped();
  const [ours, others] = ['run.json.0123abcd.tmp', 'notes.0123abcd.tmp'];
  for (const name of [ours, others]) writeFileSync(setting.files.file(name), 'half');
  await run(setting.options);
  expect(existsSync(setting.files.file(ours))).toBe(false);
  expect(existsSync(setting.files.file(others))).toBe(true);
});

test('a configuration that cannot be run leaves nothing that is in the way of a right one', async () => {
  const setting = settingWith(cpu, { ...input, batchSize: 9 });
  await expect(run(setting.options)).rejects.toThrow(/batchSize: is 9; tiny has 8 training images/);
  expect(existsSync(setting.files.path)).toBe(false);
});

test('checkpoints change no number and can be left out', async () => {
  const often = { everySteps: 1, everySeconds: 1e-9 };
  expect(await wholeRun(cpu, { checkpoint: often })).toBe(reference);
  const setting = settingWith(cpu, { ...input, checkpoint: { everySteps: null, everySeconds: 0 } });
  const written: number[] = [];
  const onEvent = ({ type, step }: { type: string; step: number }) => {
    if (type === 'state') written.push(step);
  };
  await run({ ...setting.options, onEvent });
  expect(written).toEqual([9]);
  expect(setting.files.read('metrics.csv')).toBe(reference);
});
