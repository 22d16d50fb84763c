import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import { bin, seenOnStderr, vaeBench } from '../support/cli/vae-bench.ts';
import { RunFiles } from '../support/runs/run-files.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { pluginThat, startedRuns, sweepsIn } from '../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

const sweepIn = sweepsIn(folder, data);

describe('two sweeps on one folder', () => {
  test('leave each other’s runs alone, and count none of them as failed', async () => {
    // A run waits in its first step until the file with its number of variables is there.
    const sweep = sweepIn('gates', (path) => {
      const gate = `${JSON.stringify(`${path}/gate-`)} + logits.shape[1]`;
      const pause = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)';
      const plugin = pluginThat(path, 'gated', `while (!existsSync(${gate})) ${pause}`);
      return { plugins: [plugin], grid: { estimator: ['gated'], variables: [3, 4] } };
    });
    const open = (run: string) => {
      writeFileSync(join(sweep.path, `gate-${run.includes('v4') ? 4 : 3}`), '');
    };
    const first = sweep.start('--jobs', '1');
    await seenOnStderr(first, /\] started /);
    const runs = ['gated-c3-v3/seed-0', 'gated-c3-v4/seed-0'];
    const lockOf = (run: string) => join(sweep.run(run), 'lock.json');
    const locked = () => runs.filter((run) => existsSync(lockOf(run)));
    await vi.waitFor(() => {
      expect(locked()).toHaveLength(1);
    }, 30_000);
    const [one = ''] = locked();
    const [other = ''] = runs.filter((run) => run !== one);
    const second = sweep.start('--jobs', '1');
    await vi.waitFor(() => {
      expect(locked()).toHaveLength(2);
    }, 30_000);

    open(one);
    const firstEnded = await first;
    expect(firstEnded.exitCode).toBe(0);
    expect(startedRuns(firstEnded)).toEqual([one, other]);
    const { pid } = JSON.parse(readFileSync(lockOf(other), 'utf8')) as { pid: number };
    expect(firstEnded.stderr).toMatch(new RegExp(`elsewhere ${other} after .*process ${pid} `));
    expect(firstEnded.stdout).toMatch(/^1 of 2 runs complete; 1 wait or run elsewhere\n/);
    expect(firstEnded.stdout).toMatch(
      new RegExp(
        String.raw`^  ${other}: process ${pid} on \S+ exists; when it has ended, the same command completes`,
        'm',
      ),
    );
    expect(sweep.task(other)).toMatchObject({ pid, ended: null });

    open(other);
    const secondEnded = await second;
    expect([secondEnded.exitCode, startedRuns(secondEnded)]).toEqual([0, [other]]);
    expect(secondEnded.stdout).toMatch(/^2 of 2 runs complete\n/);
    expect(readFileSync(join(sweep.run(other), 'output.log'), 'utf8')).not.toContain('written by');
  });

  test('that start together complete all runs between them', async () => {
    const sweep = sweepIn('together', () => ({
      seeds: [0, 1],
      grid: { estimator: ['ars', 'arsm'] },
    }));
    const both = await Promise.all([sweep.sweep('--jobs', '2'), sweep.sweep('--jobs', '2')]);
    expect(both.map(({ exitCode, stderr }) => [exitCode, stderr.includes('not complete')])).toEqual(
      [
        [0, false],
        [0, false],
      ],
    );
    const statuses = Object.values(await sweep.status());
    expect(statuses.map(({ state }) => state)).toEqual(statuses.map(() => 'completed'));
  });
});

test('a run whose process number another process has is dead, and a sweep resumes it', async () => {
  const sweep = sweepIn('number', () => ({ grid: { estimator: ['ars'] } }));
  expect((await sweep.sweep()).exitCode).toBe(0);
  const run = 'ars-c3-v3/seed-0';
  const files = new RunFiles(sweep.run(run));
  // As after a crash in its last step, with the number of this process.
  const { ended, ...task } = sweep.task(run);
  expect(ended).not.toBeNull();
  const dead = { ...task, pid: process.pid, process_start: '1', ended: null, exit_code: null };
  writeFileSync(files.file('task.json'), JSON.stringify(dead));
  writeFileSync(files.file('run.json'), JSON.stringify({ ...files.record, status: 'running' }));
  expect((await sweep.status())[run]).toMatchObject({ state: 'stopped' });
  const again = await sweep.sweep();
  expect([again.exitCode, startedRuns(again)]).toEqual([0, [run]]);
});

const unshare = ['--pid', '--fork', '--mount-proc', '--kill-child'];
const containers =
  process.platform === 'linux' &&
  !execaSync('unshare', [...unshare, 'true'], { reject: false }).failed;
const note = containers ? '' : ' (skipped: no namespaces can be made here)';

test.skipIf(!containers)(
  `what a container left that was started anew is named with the file to remove${note}`,
  async () => {
    const sweep = sweepIn('container', () => ({ steps: 1_000_000, grid: { estimator: ['ars'] } }));
    const run = 'ars-c3-v3/seed-0';
    const files = new RunFiles(sweep.run(run));
    const command = [process.execPath, bin, ...sweep.arguments];
    const container = execa('unshare', [...unshare, ...command], { reject: false });
    await vi.waitFor(() => {
      expect(files.rows('metrics.csv').length).toBeGreaterThan(0);
    }, 30_000);
    container.kill('SIGKILL');
    await container;
    const lock = files.file('lock.json');
    const said = await sweep.sweep();
    expect([said.exitCode, startedRuns(said)]).toEqual([0, []]);
    expect(said.stdout).toMatch(/gave a sign of life \d+m?s ago; if it is gone, remove \S+$/m);
    expect(said.stdout).toContain(`remove ${lock}\n`);
    const config = JSON.parse(files.read('config.json')) as object;
    writeFileSync(join(folder, 'by-hand.json'), JSON.stringify(config));
    const byHand = await vaeBench('--config', join(folder, 'by-hand.json'), '--seeds', '0');
    expect([byHand.exitCode, byHand.stderr]).toEqual([
      1,
      expect.stringContaining(`can be seen in its container alone: if it does not, remove ${lock}`),
    ]);

    rmSync(lock);
    const again = sweep.start();
    await seenOnStderr(again, /\] started ars/);
    await vi.waitFor(() => {
      expect(files.record.starts).toHaveLength(2);
    }, 30_000);
    again.kill('SIGTERM');
    expect((await again).exitCode).toBe(143);
    expect(files.record.starts[1]!.from_step).toBeGreaterThanOrEqual(0);
  },
);
