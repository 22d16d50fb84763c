import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../src/core/package.ts';
import { bin, expectUserError } from '../../../support/cli/vae-bench.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { installSlurm, SlurmCluster, whyNoSlurm } from '../../../support/sweeps/slurm.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import {
  pluginThat,
  startedRuns,
  SweepFolder,
  tinySweep,
  sweepsIn,
} from '../../../support/sweeps/sweep-process.ts';

const reason = whyNoSlurm();
const note = reason === undefined ? '' : ` (skipped: ${reason})`;

describe.skipIf(reason !== undefined)(`on a real Slurm${note}`, () => {
  const folder = sharedFolder();
  const data = dataFolder(folder);
  const cluster = new SlurmCluster(join(folder, 'slurm'));

  beforeAll(async () => {
    await installSlurm();
    mkdirSync(join(folder, 'slurm'));
    await cluster.start();
  }, 400_000);

  afterAll(async () => {
    await cluster.stop();
    // After this hook the folder goes; a daemon's last write must not be in the way.
    rmSync(join(folder, 'slurm'), { recursive: true, force: true });
  }, 60_000);

  const sweepIn = sweepsIn(folder, data);

  /** Runs `vae-bench sweep --launcher slurm`. */
  const submit = (sweep: SweepFolder, ...flags: string[]) =>
    execa(process.execPath, [bin, ...sweep.arguments, '--launcher', 'slurm', ...flags], {
      cwd: packageRoot,
      reject: false,
      timeout: 90_000,
      env: { ...cluster.env, NO_COLOR: '1' },
    });
  const waiting = ['--wait', '--poll', '0.5'];
  const logOf = (sweep: SweepFolder, task: string): string =>
    readFileSync(join(sweep.out, 'tiny/slurm', `${task}.log`), 'utf8');

  test('an array runs to its end beside a task that fails, and again runs what is asked', async () => {
    const sweep = sweepIn('array', (path) => ({
      plugins: [pluginThat(path, 'broken', 'throw new Error("not on this node")')],
      seeds: [0, 1],
      grid: { estimator: ['ars', 'arsm'] },
      include: [{ estimator: ['broken', 'reinforce'], seeds: [0] }],
    }));
    const ended = await submit(sweep, ...waiting, '--throttle', '2', '--line', 'export COLOUR=red');
    expectUserError(ended, 3);
    expect(ended.stderr).toMatch(/^Slurm job 1: 6 tasks, script .*slurm\/submit-1\.sh$/m);
    expect(ended.stderr).toMatch(
      /^1 of 6 runs of the sweep are not complete:\n {2}broken-c3-v3\/seed-0: .*not on this node.* \(Slurm: FAILED; .*slurm\/1_4\.log\)$/m,
    );
    expect(ended.stderr.match(/^\[\d\/6\] completed /gm)).toHaveLength(5);
    const script = readFileSync(join(sweep.out, 'tiny/slurm/submit-1.sh'), 'utf8');
    expect(script).toContain('#SBATCH --array=0-5%2\n');
    expect(script).toContain('\nexport COLOUR=red\n');
    expect(logOf(sweep, '1_0')).toContain('INFO: step 4: train ELBO');
    expect(logOf(sweep, '1_4')).toContain('not on this node');

    const statuses = await sweep.status();
    expect(Object.values(statuses).map(({ state }) => state)).toEqual([
      ...['completed', 'completed', 'completed', 'completed', 'failed', 'completed'],
    ]);
    expect(statuses['broken-c3-v3/seed-0']!.reason).toContain('not on this node');
    expect(sweep.task('arsm-c3-v3/seed-1')).toMatchObject({
      launcher: 'slurm',
      job: '1_3',
      exit_code: 0,
    });

    // Slurm and this machine give the same numbers.
    const bytes = new RunFiles(sweep.run('arsm-c3-v3/seed-1')).read('metrics.csv');
    rmSync(sweep.run('arsm-c3-v3/seed-1'), { recursive: true });
    const local = await sweep.sweep();
    expectUserError(local, 3);
    expect(startedRuns(local)).toEqual(['arsm-c3-v3/seed-1']);
    expect(new RunFiles(sweep.run('arsm-c3-v3/seed-1')).read('metrics.csv')).toBe(bytes);

    const again = await submit(sweep, ...waiting, '--retry-failed');
    expectUserError(again, 3);
    expect(again.stderr).toMatch(/^Slurm job \d+: 1 tasks, script .*slurm\/submit-2\.sh$/m);
  });

  test('tasks in the queue are not submitted twice, and keep their numbers', async () => {
    const sweep = sweepIn('queued', () => ({ seeds: [0, 1], grid: { estimator: ['ars'] } }));
    const first = await submit(sweep, '--line', '#SBATCH --begin=now+1hour');
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/vae-bench status .*results\/tiny --watch/);
    const [, job = ''] = /Slurm job (\d+): 2 tasks/.exec(first.stderr) ?? [];
    const second = await submit(sweep, ...waiting);
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toContain('0 of 2 runs complete; 2 wait or run elsewhere');
    sweep.describe(tinySweep(data, { seeds: [1, 0], grid: { estimator: ['ars'] } }));
    const other = await submit(sweep);
    expectUserError(other, 2);
    expect(other.stderr).toContain(`holds a sweep with 2 tasks in Slurm (job ${job})`);
    await cluster.run('scancel', job);
    const third = await submit(sweep, ...waiting);
    expect(third.exitCode).toBe(0);
    expect(third.stdout).toContain('2 of 2 runs complete');
  });

  test('what sbatch refuses is an error with its words, and a missing sbatch one with a way out', async () => {
    const sweep = sweepIn('refused', () => ({}));
    const refused = await submit(sweep, '--partition', 'nowhere');
    expectUserError(refused, 2);
    expect(refused.stderr).toMatch(/^sbatch .* failed: .*[Ii]nvalid partition/m);
    const missing = await execa(
      process.execPath,
      [bin, ...sweep.arguments, '--launcher', 'slurm'],
      { cwd: packageRoot, reject: false, env: { PATH: '/nowhere' } },
    );
    expectUserError(missing, 2);
    expect(missing.stderr).toContain('sbatch was not found');
    expect(missing.stderr).toContain('--launcher local');
  });

  test('a cancelled task leaves a checkpoint’s word; the same sweep completes it', async () => {
    const sweep = sweepIn('cancelled', () => ({
      steps: 1500,
      evaluation: { every: 100, samples: 5 },
      grid: { estimator: ['ars'] },
    }));
    const run = 'ars-c3-v3/seed-0';
    const child = submit(sweep, ...waiting);
    await untilRow(sweep, run);
    const [job = ''] = String(sweep.task(run).job).split('_');
    await cluster.run('scancel', job);
    const ended = await child;
    expectUserError(ended, 3);
    expect(ended.stderr).toMatch(
      /^ {2}ars-c3-v3\/seed-0: Stopped by SIGTERM after step \d+;.* \(Slurm: CANCELLED; /m,
    );
    expect((await sweep.status())[run]).toMatchObject({ state: 'interrupted' });

    const again = await submit(sweep, ...waiting);
    expect(again.exitCode).toBe(0);
    expect(new RunFiles(sweep.run(run)).record).toMatchObject({ status: 'completed' });
  });

  test('a task near its time limit goes back into the queue and ends with the same bytes', async () => {
    const changes = {
      steps: 1500,
      evaluation: { every: 100, samples: 5 },
      grid: { estimator: ['ars'] },
    };
    const run = 'ars-c3-v3/seed-0';
    const sweep = sweepIn('requeued', () => changes);
    const child = submit(sweep, ...waiting);
    await untilRow(sweep, run);
    // What --signal=B:USR2@120 does two minutes before the time limit.
    const task = String(sweep.task(run).job);
    await cluster.run('scancel', '--batch', '--signal=USR2', task);
    const ended = await child;
    expect([ended.exitCode, ended.stderr]).toEqual([0, expect.stringMatching(/ paused ars-c3/)]);
    expect(logOf(sweep, task)).toContain('Checkpoint written; back into the queue.');
    expect(logOf(sweep, task)).toMatch(/resuming from step \S+ of 1,500/);

    const whole = sweepIn('not-requeued', () => changes);
    expect((await whole.sweep()).exitCode).toBe(0);
    const metrics = (one: SweepFolder) => new RunFiles(one.run(run)).read('metrics.csv');
    expect(metrics(sweep)).toBe(metrics(whole));
  });

  /** Waits until a run has measured something. */
  async function untilRow(sweep: SweepFolder, run: string): Promise<void> {
    const file = join(sweep.run(run), 'metrics.csv');
    for (let attempt = 0; attempt < 600 && !existsSync(file); attempt += 1) await sleep(50);
    expect(existsSync(file), `${run} measures something`).toBe(true);
  }
});
