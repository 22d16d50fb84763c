import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import { FileError } from '../../src/core/file-errors.ts';
import { VaeBenchError } from '../../src/core/errors.ts';
import { run } from '../../src/runs/run.ts';
import { backendFor } from '../support/backends.ts';
import { faultyFileSystem } from '../support/runs/faulty-file-system.ts';
import { expectTrueEvents } from '../support/runs/run-events.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import { keptArrays } from '../support/runs/safetensors.ts';
import type { RunSetting } from '../support/runs/run-setting.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A row and a checkpoint after every step, and every file that a run may have. */
const input = {
  ...{
    steps: 2,
    evaluation: { every: 1, samples: 3 },
    checkpoint: { everySteps: 1, keep: [0, 2] },
  },
  tensorboard: true,
};

const folder = sharedFolder();
let backend: Backend;
let reference: string;
let referenceKept: unknown;
/** File operations of an undisturbed run. */
let operations: number;

beforeAll(async () => {
  backend = await backendFor('cpu');
  const fs = faultyFileSystem(() => undefined);
  const { options, files } = settingWith(backend, input, folder);
  await run({ ...options, fs });
  reference = files.read('metrics.csv');
  referenceKept = keptArrays(files);
  operations = fs.count;
});

async function errorOf(running: Promise<unknown>): Promise<unknown> {
  try {
    await running;
    return undefined;
  } catch (error) {
    return error;
  }
}

function expectNoTornLine(text: string): void {
  for (const line of text.split('\n').filter((one) => one !== '')) {
    expect(() => JSON.parse(line) as unknown).not.toThrow();
  }
}

/** The error is a named one, the record tells the truth, and the same command comes to the same end. */
async function expectRecovery({ options, files }: RunSetting, error: unknown): Promise<void> {
  if (error !== undefined) {
    expect(error).toBeInstanceOf(FileError);
    expect((error as VaeBenchError).exitCode).toBe(1);
    if (existsSync(files.file('run.json'))) {
      // `running` when the record itself could not be written.
      const { status } = files.record;
      expect(status).toMatch(/^(running|failed|completed)$/);
      if (status === 'completed') expect(files.read('metrics.csv')).toBe(reference);
    }
  }
  if (existsSync(files.file('metrics.csv'))) {
    expect(reference.startsWith(files.read('metrics.csv'))).toBe(true);
  }
  await run(options);
  expect(files.read('metrics.csv')).toBe(reference);
  expect(files.record.status).toBe('completed');
  expect(keptArrays(files)).toEqual(referenceKept);
  expect(Object.keys(files.bytes).filter((name) => name.startsWith('kept-'))).toEqual([]);
  expectNoTornLine(files.read('log.jsonl'));
  expectTrueEvents(files);
  // A run that was complete is left as it is, with the lock that could not be removed.
  if (error !== undefined) expect(existsSync(files.file('lock.json'))).toBe(false);
}

const codes = ['ENOSPC', 'EIO', 'EACCES'] as const;

describe('a run whose file operation number k fails, for every k', () => {
  test('once', async () => {
    expect(operations).toBeGreaterThan(100);
    let failed = 0;
    for (let k = 1; k <= operations; k += 1) {
      const setting = settingWith(backend, input, join(temporaryFolder(), 'out'));
      const fs = faultyFileSystem(({ number }) => (number === k ? codes[k % 3] : undefined));
      const error = await errorOf(run({ ...setting.options, fs }));
      if (error !== undefined) failed += 1;
      await expectRecovery(setting, error);
    }
    // The others only tidied up.
    expect(failed).toBeGreaterThan(0.9 * operations);
  });

  test('and all those that write after it, as on a full disk', async () => {
    const writing = new Set(['open', 'write', 'mkdir', 'link']);
    for (let k = 1; k <= operations; k += 1) {
      const setting = settingWith(backend, input, join(temporaryFolder(), 'out'));
      const fs = faultyFileSystem(({ number, name }) =>
        number >= k && writing.has(name) ? 'ENOSPC' : undefined,
      );
      await expectRecovery(setting, await errorOf(run({ ...setting.options, fs })));
    }
  });
});

test('a failure after the start is recorded as one, with its reason', async () => {
  const { options, files } = settingWith(backend, input);
  let rows = 0;
  const fs = faultyFileSystem(() => (rows === 1 ? ((rows = 2), 'EIO') : undefined));
  const onEvent = ({ type }: { type: string }) => {
    if (type === 'metrics') rows = 1;
  };
  const error = await errorOf(run({ ...options, fs, onEvent }));
  expect(error).toBeInstanceOf(FileError);
  expect(files.record).toMatchObject({ status: 'failed', steps_done: 1 });
  expect(files.record.reason).toBe((error as Error).message);
  expect(files.record.reason).toMatch(/\(EIO\)\. The disk reports an error: check it\./);
  expect(files.rows('metrics.csv').map(({ step }) => step)).toEqual([1]);
});

test('a results folder that is removed during the run is a clear error', async () => {
  const { options, files } = settingWith(backend, { ...input, steps: 1000 });
  const onEvent = ({ step }: { step: number }) => {
    if (step === 3) rmSync(files.path, { recursive: true, force: true });
  };
  const error = await errorOf(run({ ...options, onEvent }));
  expect(error).toBeInstanceOf(FileError);
  expect((error as Error).message).toMatch(/\(ENOENT\)\. Its folder is missing: was it removed/);
  expect(existsSync(files.path)).toBe(false);
});

test('a file where the run’s folder should be is a clear error', async () => {
  const out = temporaryFolder();
  writeFileSync(join(out, 'experiment'), 'in the way');
  const { options } = settingWith(backend, input, out);
  const error = await errorOf(run(options));
  expect(error).toBeInstanceOf(FileError);
  expect((error as Error).message).toMatch(/\(ENOTDIR\)\. A file is in the way/);
  expect(readFileSync(join(out, 'experiment'), 'utf8')).toBe('in the way');
});

/** Mounts a memory file system for the running test; false where that is not allowed. */
function mount(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return true;
}

describe('a real file system', () => {
  test('that is full is a clear error; with space again, the run resumes', async ({ skip }) => {
    const out = temporaryFolder();
    if (!mount(out, 'size=64k')) skip('mounting a file system needs root');
    const setting = settingWith(backend, input, out);
    const ballast = join(out, 'ballast');
    const onEvent = ({ type, step }: { type: string; step: number }) => {
      if (type !== 'state' || step !== 1) return;
      try {
        for (;;) writeFileSync(ballast, Buffer.alloc(4096), { flag: 'a' });
      } catch {
        // Full.
      }
    };
    const error = await errorOf(run({ ...setting.options, onEvent }));
    expect(error).toBeInstanceOf(FileError);
    expect((error as Error).message).toMatch(/\(ENOSPC\)\. The disk is full: free some space\./);
    rmSync(ballast);
    await run(setting.options);
    expect(setting.printed.text).toContain('resuming from step 1 of 2');
    expect(setting.files.read('metrics.csv')).toBe(reference);
  });

  test('that is read-only is a clear error', async ({ skip }) => {
    const out = temporaryFolder();
    if (!mount(out, 'ro')) skip('mounting a file system needs root');
    const { options } = settingWith(backend, input, out);
    const error = await errorOf(run(options));
    expect(error).toBeInstanceOf(FileError);
    expect((error as Error).message).toMatch(/\(EROFS\)\. The file system is read-only/);
  });
});
