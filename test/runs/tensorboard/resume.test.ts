import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backends/backend.ts';
import type { ConfigInput } from '../../../src/config/schema.ts';
import { metricNames } from '../../../src/metrics/table.ts';
import { run } from '../../../src/runs/run.ts';
import { scalarTags } from '../../../src/runs/tensorboard/scalars.ts';
import { backendFor } from '../../support/backends.ts';
import { eventFileNames, readEvents, readRecords } from '../../support/runs/event-files.ts';
import { expectTrueEvents } from '../../support/runs/run-events.ts';
import { withoutLaterColumns } from '../../support/runs/earlier-version.ts';
import type { RunFiles } from '../../support/runs/run-files.ts';
import { settingWith } from '../../support/runs/run-setting.ts';
import type { RunSetting } from '../../support/runs/run-setting.ts';

/** Rows after the steps 2, 4, 6, 8 and 9; checkpoints after 3, 6 and 9. */
const input: ConfigInput = { steps: 9, checkpoint: { everySteps: 3 }, tensorboard: true };

let cpu: Backend;

beforeAll(async () => {
  cpu = await backendFor('cpu');
});

/** Runs until an event of this type after this step, and is stopped there. */
async function killedAt(setting: RunSetting, type: string, step: number): Promise<void> {
  const killed = new Error('killed');
  const onEvent = (event: { type: string; step: number }) => {
    if (event.type === type && event.step === step) throw killed;
  };
  await expect(run({ ...setting.options, onEvent })).rejects.toThrow(killed);
}

async function stoppedAt(type: string, step: number, changes: ConfigInput = {}) {
  const setting = settingWith(cpu, { ...input, ...changes });
  await killedAt(setting, type, step);
  return setting;
}

/** The same command, with or without --tensorboard. */
const again = ({ options }: RunSetting, changes: { tensorboard?: boolean; force?: boolean } = {}) =>
  run({
    ...options,
    config: { ...options.config, tensorboard: changes.tensorboard ?? options.config.tensorboard },
    force: changes.force ?? false,
  });

function eventFile(files: RunFiles): string {
  const [name, ...others] = eventFileNames(files.path);
  expect(others).toEqual([]);
  return files.file(name!);
}

const rowSteps = (files: RunFiles) => files.rows('metrics.csv').map(({ step }) => step);

describe('a run', () => {
  test('with --tensorboard writes one event file, named by its start', async () => {
    const { options, files } = settingWith(cpu, input);
    await run(options);
    const seconds = Math.floor(Date.parse(files.record.started) / 1000);
    expect(eventFileNames(files.path)).toEqual([`events.out.tfevents.${seconds}.vae-bench`]);
    expect(rowSteps(files)).toEqual([2, 4, 6, 8, 9]);
    expectTrueEvents(files);
    expect(Object.keys(readEvents(files.path).events.at(-1)!.values!)).toEqual(scalarTags);
  });

  test('without it writes none, and the same numbers', async () => {
    const [plain, shown] = [
      settingWith(cpu, { ...input, tensorboard: false }),
      settingWith(cpu, input),
    ];
    for (const { options } of [plain, shown]) await run(options);
    expect(eventFileNames(plain.files.path)).toEqual([]);
    expect(plain.files.read('metrics.csv')).toBe(shown.files.read('metrics.csv'));
  });
});

describe('a run that is stopped and resumed shows every row once', () => {
  test.each([
    ['step', 1],
    ['metrics', 2],
    ['step', 5],
    ['metrics', 8],
    ['state', 9],
  ])('after the event %s of step %i', async (type, step) => {
    const setting = await stoppedAt(type, step);
    expectTrueEventsSoFar(setting.files);
    await again(setting);
    expectTrueEvents(setting.files);
  });

  function expectTrueEventsSoFar(files: RunFiles): void {
    if (existsSync(files.file('metrics.csv'))) expectTrueEvents(files);
    else expect(readEvents(files.path).events).toHaveLength(2);
  }

  test('in the same file, with records at the same places: TensorBoard may have it open', async () => {
    const setting = await stoppedAt('metrics', 8);
    const file = eventFile(setting.files);
    const [before, { ino }] = [readFileSync(file), statSync(file)];
    // Goes on from step 6, and shows the row of step 8 once more.
    await again(setting);
    expect(setting.files.record.starts.map((start) => start.from_step)).toEqual([0, 6]);
    expect(eventFile(setting.files)).toBe(file);
    expect(statSync(file).ino).toBe(ino);
    const after = readFileSync(file);
    const lengths = readRecords(before).data.map((data) => data.length);
    // Two that open the file, and the rows of the steps 2, 4, 6 and 8.
    expect(lengths).toHaveLength(6);
    expect(
      readRecords(after)
        .data.slice(0, 6)
        .map((data) => data.length),
    ).toEqual(lengths);
    const kept = before.length - (16 + lengths.at(-1)!);
    expect(after.subarray(0, kept).equals(before.subarray(0, kept))).toBe(true);
  });

  test.each([1, 11, 12, 30, 160])('when the last %i bytes are missing', async (missing) => {
    const setting = await stoppedAt('step', 7);
    const file = eventFile(setting.files);
    writeFileSync(file, readFileSync(file).subarray(0, -missing));
    await again(setting);
    expectTrueEvents(setting.files);
  });

  test('when a torn record follows the rows', async () => {
    const setting = await stoppedAt('step', 7);
    const file = eventFile(setting.files);
    appendFileSync(file, readFileSync(file).subarray(0, 20));
    expect(readEvents(setting.files.path).torn).toBe(20);
    await again(setting);
    expectTrueEvents(setting.files);
  });

  test('when a byte is another one', async () => {
    const setting = await stoppedAt('step', 7);
    const file = eventFile(setting.files);
    const bytes = readFileSync(file);
    bytes[60]! ^= 1;
    writeFileSync(file, bytes);
    await again(setting);
    expectTrueEvents(setting.files);
  });

  test('when run.json is lost, and the time of the start with it', async () => {
    const setting = await stoppedAt('step', 7);
    renameSync(eventFile(setting.files), setting.files.file('events.out.tfevents.1.vae-bench'));
    unlinkSync(setting.files.file('run.json'));
    await again(setting);
    expectTrueEvents(setting.files);
  });

  test('when a start was killed while it wrote the file', async () => {
    const setting = await stoppedAt('step', 7);
    const draft = setting.files.file('event-file.0123abcd.tmp');
    writeFileSync(draft, 'half');
    await again(setting);
    expect(existsSync(draft)).toBe(false);
    expectTrueEvents(setting.files);
  });

  test('without the times of rows that timing.csv has lost', async () => {
    const setting = await stoppedAt('step', 7);
    const [heading, first] = setting.files.read('timing.csv').split('\n');
    writeFileSync(setting.files.file('timing.csv'), `${heading}\n${first}\n4,what,1,2,3\n`);
    await again(setting);
    const { events } = readEvents(setting.files.path);
    const all = scalarTags.length;
    const untimed = metricNames.length;
    expect(events.slice(2).map(({ step, values }) => [step, Object.keys(values!).length])).toEqual([
      [2, all],
      [4, untimed],
      [6, untimed],
      [8, all],
      [9, all],
    ]);
  });
});

describe('a run that was started', () => {
  test('without --tensorboard and resumed with it shows all rows', async () => {
    const setting = await stoppedAt('step', 7, { tensorboard: false });
    await again(setting, { tensorboard: true });
    expectTrueEvents(setting.files);
    expect(setting.files.config.tensorboard).toBe(true);
  });

  test('with it and resumed without has no event file, and says so', async () => {
    const setting = await stoppedAt('step', 7);
    await again(setting, { tensorboard: false });
    expect(eventFileNames(setting.files.path)).toEqual([]);
    expect(setting.printed.text).toContain(
      'INFO: without --tensorboard: the event file of an earlier start is removed\n',
    );
    expect(rowSteps(setting.files)).toEqual([2, 4, 6, 8, 9]);
  });

  test('before there was --tensorboard is resumed', async () => {
    const setting = await stoppedAt('step', 7, { tensorboard: false });
    const { tensorboard, ...older } = setting.files.config;
    expect(tensorboard).toBe(false);
    writeFileSync(setting.files.file('config.json'), JSON.stringify(older));
    await again(setting);
    expect(setting.printed.text).toContain('resuming from step 6 of 9');
  });
});

describe('a run that is complete', () => {
  test('gets the event file that is asked for, and nothing else changes', async () => {
    const setting = settingWith(cpu, { ...input, tensorboard: false });
    await run(setting.options);
    const before = setting.files.bytes;
    expect(await again(setting, { tensorboard: true })).toMatchObject({ final: null });
    expectTrueEvents(setting.files);
    const file = eventFile(setting.files);
    const { [file.slice(setting.files.path.length + 1)]: added, ...rest } = setting.files.bytes;
    expect(added!.length).toBeGreaterThan(0);
    expect(rest).toEqual(before);
  });

  test('by an earlier version shows what that one measured', async () => {
    const setting = settingWith(cpu, { ...input, tensorboard: false });
    await run(setting.options);
    const fewer = withoutLaterColumns(setting.files.read('metrics.csv'));
    writeFileSync(setting.files.file('metrics.csv'), fewer);
    // It recorded no checksum of the file.
    const record = JSON.parse(setting.files.read('run.json')) as Record<string, unknown>;
    delete record.metrics;
    writeFileSync(setting.files.file('run.json'), JSON.stringify(record));
    unlinkSync(setting.files.file('checkpoint.safetensors'));
    await again(setting, { tensorboard: true });
    const [row] = readEvents(setting.files.path).events.slice(2);
    const times = ['timing/milliseconds_per_step', 'timing/evaluation_seconds'];
    expect(Object.keys(row!.values!)).toEqual([
      ...['train_elbo', 'test_bound', 'grad_variance'],
      ...times,
    ]);
  });

  test.each([true, false])('keeps the one it has (--tensorboard: %s)', async (tensorboard) => {
    const setting = settingWith(cpu, input);
    await run(setting.options);
    const before = setting.files.bytes;
    await again(setting, { tensorboard });
    expect(setting.files.bytes).toEqual(before);
  });
});

describe('--force', () => {
  test.each([true, false])('replaces the event file (--tensorboard: %s)', async (tensorboard) => {
    const setting = await stoppedAt('step', 7);
    const [earlier, others] = [
      setting.files.file('events.out.tfevents.1.vae-bench'),
      setting.files.file('events.out.tfevents.1.other'),
    ];
    renameSync(eventFile(setting.files), earlier);
    writeFileSync(others, '');
    await again(setting, { tensorboard, force: true });
    expect([existsSync(earlier), existsSync(others)]).toEqual([false, true]);
    unlinkSync(others);
    if (tensorboard) expectTrueEvents(setting.files);
    else expect(eventFileNames(setting.files.path)).toEqual([]);
  });
});
