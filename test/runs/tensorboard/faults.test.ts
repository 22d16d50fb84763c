import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backends/backend.ts';
import { FileError } from '../../../src/core/file-errors.ts';
import { run } from '../../../src/runs/run.ts';
import { backendFor } from '../../support/backends.ts';
import { eventFileNames } from '../../support/runs/event-files.ts';
import { faultyFileSystem } from '../../support/runs/faulty-file-system.ts';
import { expectTrueEvents } from '../../support/runs/run-events.ts';
import { settingWith } from '../../support/runs/run-setting.ts';
import type { RunSetting } from '../../support/runs/run-setting.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const folder = sharedFolder();
let backend: Backend;
let copies = 0;

const settingIn = (out: string, tensorboard: boolean): RunSetting =>
  settingWith(
    backend,
    {
      ...{ steps: 2, evaluation: { every: 1, samples: 3 }, checkpoint: { everySteps: 1 } },
      tensorboard,
    },
    out,
  );

/** A run that was stopped after the row of step 2, with a checkpoint of step 1. */
async function stopped(name: string): Promise<RunSetting> {
  const setting = settingIn(join(folder, name), true);
  const onEvent = (event: { type: string; step: number }) => {
    if (event.type === 'metrics' && event.step === 2) throw new Error('stopped');
  };
  await expect(run({ ...setting.options, onEvent })).rejects.toThrow('stopped');
  return setting;
}

beforeAll(async () => {
  backend = await backendFor('cpu');
  await stopped('cut');
  const { files } = await stopped('replaced');
  const [name = ''] = eventFileNames(files.path);
  // As of a start whose time is lost.
  renameSync(files.file(name), files.file('events.out.tfevents.0000000001.vae-bench'));
});

/** A copy of a stopped run. */
function copyOf(name: string, tensorboard = true): RunSetting {
  const out = join(folder, `copy-${(copies += 1)}`);
  cpSync(join(folder, name), out, { recursive: true });
  return settingIn(out, tensorboard);
}

/** File operations that it takes to resume. */
async function operationsOf(name: string, tensorboard = true): Promise<number> {
  const fs = faultyFileSystem(() => undefined);
  await run({ ...copyOf(name, tensorboard).options, fs });
  return fs.count;
}

describe('a start that resumes, with an event file that is', () => {
  const situations = ['cut', 'replaced'];

  test.each(situations)('%s, survives any file operation that fails', async (name) => {
    const operations = await operationsOf(name);
    expect(operations).toBeGreaterThan(50);
    for (let k = 1; k <= operations; k += 1) {
      const { options, files } = copyOf(name);
      const fs = faultyFileSystem(({ number }) => (number === k ? 'EIO' : undefined));
      const error: unknown = await run({ ...options, fs }).catch((one: unknown) => one);
      if (error instanceof Error) expect(error).toBeInstanceOf(FileError);
      await run(options);
      expectTrueEvents(files);
    }
  });

  test.each(situations)('%s, can be killed in any file operation', async (name) => {
    const operations = await operationsOf(name);
    for (let k = 1; k <= operations; k += 1) {
      const { options, files } = copyOf(name);
      // A write leaves half of its bytes; what comes after it does not happen, nor is it tidied up.
      const fs = faultyFileSystem(({ number }) =>
        number === k ? 'ENOSPC' : number > k ? 'killed' : undefined,
      );
      await run({ ...options, fs }).catch(() => undefined);
      rmSync(files.file('lock.json'), { force: true });
      await run(options);
      expectTrueEvents(files);
      expect(Object.keys(files.bytes).filter((one) => one.startsWith('event-file'))).toEqual([]);
    }
  });
});

test('a start without --tensorboard that cannot remove the event file fails, and the next does', async () => {
  const operations = await operationsOf('cut', false);
  let failed = 0;
  for (let k = 1; k <= operations; k += 1) {
    const { options, files } = copyOf('cut', false);
    const fs = faultyFileSystem(({ number }) => (number === k ? 'EACCES' : undefined));
    const error: unknown = await run({ ...options, fs }).catch((one: unknown) => one);
    if (error instanceof FileError && /tfevents.* cannot be removed/.test(error.message))
      failed += 1;
    await run(options);
    expect(eventFileNames(files.path)).toEqual([]);
  }
  expect(failed).toBe(1);
});
