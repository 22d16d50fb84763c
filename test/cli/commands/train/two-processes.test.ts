import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  expectUserError,
  seenOnStderr,
  startVaeBench,
  tinyRun,
  vaeBench,
} from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
const endless = ['--steps', '1000000', '--eval-every', '5'];

test('a second process on one run directory is refused, with --force too', async () => {
  const out = join(folder, 'second');
  const args = [...tinyRun(data, out), ...endless];
  const first = startVaeBench(...args);
  await seenOnStderr(first, /INFO: step 5:/);
  for (const more of [[], ['--force']]) {
    const second = await vaeBench(...args, ...more);
    expectUserError(second, 1);
    expect(second.stderr).toContain(`is being written by process ${first.pid} on `);
  }
  first.kill('SIGTERM');
  expectUserError(await first, 143);
  const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
  const steps = files.rows('metrics.csv').map((row) => row.step);
  expect(steps).toEqual(steps.map((_, at) => 5 * (at + 1)));
});

test('of several processes that start at once on the lock of a dead one, one runs', async () => {
  const out = join(folder, 'at-once');
  const args = tinyRun(data, out);
  const killed = startVaeBench(...args, ...endless);
  await seenOnStderr(killed, /INFO: step 5:/);
  killed.kill('SIGKILL');
  await killed;
  const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
  expect(JSON.parse(files.read('lock.json'))).toMatchObject({ pid: killed.pid });

  const several = await Promise.all([0, 1, 2].map(() => vaeBench(...args, '--force')));
  const [done, refused] = [0, 1].map((code) => several.filter(({ exitCode }) => exitCode === code));
  // One that starts late finds the run complete, and with --force runs again.
  expect(done!.length).toBeGreaterThan(0);
  expect(done!.length + refused!.length).toBe(3);
  for (const ended of refused!) expect(ended.stderr).toContain('is being written by process');
  expect(
    done!.some(({ stderr }) => stderr.includes(`taking over from process ${killed.pid}`)),
  ).toBe(true);
  expect(files.rows('metrics.csv').map((row) => row.step)).toEqual([2, 4]);
  expect(files.record.status).toBe('completed');
});

test('a lock of another host keeps the run from starting', async () => {
  const out = join(folder, 'elsewhere');
  const args = tinyRun(data, out);
  expect((await vaeBench(...args)).exitCode).toBe(0);
  const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
  const owner = {
    ...{ id: '00000000-0000-4000-8000-000000000000', host: 'elsewhere', machine: null, boot: null },
    ...{ pid_namespace: null, pid: 1, thread: 0, process_start: null, slurm: null },
    ...{ command: 'vae-bench', since: '2026-01-01T00:00:00.000Z' },
  };
  writeFileSync(files.file('lock.json'), JSON.stringify(owner));
  const ended = await vaeBench(...args, '--force');
  expectUserError(ended, 1);
  expect(ended.stderr).toMatch(/process 1 on elsewhere since 2026-01-01.*if it does not, remove/s);
  expect(files.record.status).toBe('completed');
});
