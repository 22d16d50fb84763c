import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectUserError } from '../../../support/cli/vae-bench.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import {
  pluginThat,
  startedRuns,
  tinySweep,
  sweepsIn,
} from '../../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

const sweepIn = sweepsIn(folder, data);

const runs = ['arsm-c3-v3/seed-0', 'arsm-c3-v3/seed-1', 'ars-c3-v3/seed-0', 'ars-c3-v3/seed-1'];

test.concurrent('a sweep runs everything, longest first; again, only what is missing', async () => {
  const sweep = sweepIn('missing', () => ({
    seeds: [0, 1],
    grid: { estimator: ['ars', 'arsm'] },
  }));
  const first = await sweep.sweep('--jobs', '1');
  expect([first.exitCode, startedRuns(first)]).toEqual([0, runs]);
  expect(first.stdout).toMatch(/^4 of 4 runs complete\nResults in .*results\/tiny$/);
  for (const run of runs) {
    const { record, config } = new RunFiles(sweep.run(run));
    expect(record).toMatchObject({ status: 'completed', steps_done: 4 });
    expect(config.backend.threads).toBe(1);
    expect(sweep.task(run)).toMatchObject({ launcher: 'local', exit_code: 0, signal: null });
  }

  const kept = runs.filter((run) => run !== runs[1]);
  const before = kept.map((run) => new RunFiles(sweep.run(run)).bytes);
  const lost = new RunFiles(sweep.run(runs[1]!)).read('metrics.csv');
  rmSync(sweep.run(runs[1]!), { recursive: true });
  const again = await sweep.sweep();
  expect([again.exitCode, startedRuns(again)]).toEqual([0, [runs[1]]]);
  expect(kept.map((run) => new RunFiles(sweep.run(run)).bytes)).toEqual(before);
  expect(new RunFiles(sweep.run(runs[1]!)).read('metrics.csv')).toBe(lost);

  // Another seed is more to do, and what is there stays.
  sweep.describe(tinySweep(data, { seeds: [0, 1, 2], grid: { estimator: ['ars'] } }));
  const more = await sweep.sweep();
  expect([more.exitCode, startedRuns(more)]).toEqual([0, ['ars-c3-v3/seed-2']]);

  // Other settings in the same folders are refused before anything starts.
  sweep.describe(tinySweep(data, { seeds: [3, 2], batchSize: 4, grid: { estimator: ['ars'] } }));
  const other = await sweep.sweep();
  expectUserError(other, 2);
  expect(other.stderr).toMatch(/ars-c3-v3\/seed-2 holds a run of another configuration/);
  expect(startedRuns(other)).toEqual([]);
});

test.concurrent(
  'a run that fails does not stop the others; it is listed, and started again when asked',
  async () => {
    const sweep = sweepIn('failing', (path) => ({
      plugins: [
        pluginThat(
          path,
          'moody',
          `if (existsSync(${JSON.stringify(join(path, 'bad-day'))})) throw new Error('not today')`,
        ),
      ],
      grid: { estimator: ['ars', 'moody', 'arsm'] },
    }));
    const badDay = join(sweep.path, 'bad-day');
    writeFileSync(badDay, '');
    const first = await sweep.sweep('--jobs', '1');
    expectUserError(first, 3);
    expect(startedRuns(first)).toEqual([
      'moody-c3-v3/seed-0',
      'arsm-c3-v3/seed-0',
      'ars-c3-v3/seed-0',
    ]);
    expect(first.stderr).toMatch(/^\[0\/3\] failed moody-c3-v3\/seed-0 after \d+.*s: .*not today/m);
    expect(first.stderr).toMatch(
      /^1 of 3 runs of the sweep are not complete:\n {2}moody-c3-v3\/seed-0: .*not today.*\n.*--retry-failed/m,
    );
    expect(await sweep.status()).toMatchObject({
      'ars-c3-v3/seed-0': { state: 'completed', step: 4, steps: 4 },
      'moody-c3-v3/seed-0': {
        ...{ state: 'failed', step: 0, steps: 4 },
        reason: expect.stringContaining('not today') as unknown,
      },
      'arsm-c3-v3/seed-0': { state: 'completed' },
    });

    const again = await sweep.sweep();
    expectUserError(again, 3);
    expect(startedRuns(again)).toEqual([]);
    expect(again.stderr).toMatch(/moody-c3-v3\/seed-0: failed before: .*not today/);

    rmSync(badDay);
    const retried = await sweep.sweep('--retry-failed');
    expect([retried.exitCode, startedRuns(retried)]).toEqual([0, ['moody-c3-v3/seed-0']]);
    expect((await sweep.status())['moody-c3-v3/seed-0']).toMatchObject({ state: 'completed' });
  },
);

test.concurrent('--fail-fast stops what runs and starts nothing more', async () => {
  const sweep = sweepIn('fail-fast', (path) => ({
    // The other run must have measured something before this one fails.
    plugins: [
      pluginThat(
        path,
        'late',
        `if (existsSync(${JSON.stringify(join(path, 'results/tiny/arsm-c3-v3/seed-0/metrics.csv'))})) throw new Error('too late')`,
      ),
    ],
    steps: 1_000_000,
    grid: { estimator: ['late', 'arsm', 'ars'] },
  }));
  const ended = await sweep.sweep('--jobs', '2', '--fail-fast');
  expectUserError(ended, 3);
  expect(startedRuns(ended)).toEqual(['late-c3-v3/seed-0', 'arsm-c3-v3/seed-0']);
  expect(ended.stderr).toContain('3 of 3 runs of the sweep are not complete:');
  expect(ended.stderr).toMatch(/^ {2}late-c3-v3\/seed-0: .*too late/m);
  expect(ended.stderr).toMatch(/^ {2}arsm-c3-v3\/seed-0: Stopped by SIGTERM after step \d+;/m);
  expect(ended.stderr).toMatch(/^ {2}ars-c3-v3\/seed-0: not started$/m);
  expect(await sweep.status()).toMatchObject({
    'late-c3-v3/seed-0': { state: 'failed' },
    'arsm-c3-v3/seed-0': { state: 'interrupted' },
    'ars-c3-v3/seed-0': { state: 'waiting' },
  });
});

test.concurrent(
  'a run that is killed is listed with the signal, and the others run to their end',
  async () => {
    const sweep = sweepIn('killed', (path) => ({
      plugins: [
        pluginThat(path, 'doomed', `if (steps === 3) process.kill(process.pid, 'SIGKILL')`),
      ],
      grid: { estimator: ['doomed', 'ars'] },
    }));
    const ended = await sweep.sweep('--jobs', '1');
    expectUserError(ended, 3);
    const reason = 'killed by SIGKILL, perhaps out of memory';
    expect(ended.stderr).toContain(`\n  doomed-c3-v3/seed-0: ${reason}\n`);
    expect(new RunFiles(sweep.run('doomed-c3-v3/seed-0')).record.status).toBe('running');
    expect(await sweep.status()).toMatchObject({
      'doomed-c3-v3/seed-0': { state: 'failed', reason, step: 2 },
      'ars-c3-v3/seed-0': { state: 'completed' },
    });
  },
);

test.concurrent('what cannot run is an error before anything starts', async () => {
  const sweep = sweepIn('impossible', () => ({ grid: { estimator: ['ars', 'arm'] } }));
  const ended = await sweep.sweep();
  expectUserError(ended, 2);
  expect(ended.stderr).toMatch(
    /sweep-file\.json:1: categories: arm is defined for 2 categories only; found 3/,
  );
  expect(startedRuns(ended)).toEqual([]);
  expect(existsSync(sweep.out)).toBe(false);
});

test.concurrent.each<[string, string[], object, RegExp]>([
  [
    'a backend that is not there',
    [],
    { backend: { name: 'tfjs-node' } },
    /The backend "tfjs-node" is not available/,
  ],
  [
    'an option of the other launcher',
    ['--partition', 'p'],
    {},
    /--partition has a meaning with --launcher slurm only/,
  ],
  ['a --set that cannot be read', ['--set', 'steps'], {}, /--set steps: must be path=value/],
  ['an unknown option', ['--retry'], {}, /unknown option '--retry'/],
])('%s is an error', async (name, flags, changes, message) => {
  const sweep = sweepIn(name, () => changes);
  const ended = await sweep.sweep(...flags);
  expectUserError(ended, 2);
  expect(ended.stderr).toMatch(message);
  expect(existsSync(sweep.out)).toBe(false);
});

describe.concurrent('--dry-run', () => {
  const changes = { seeds: [0, 1], grid: { estimator: ['arsm', 'ars'] }, steps: 1000 };

  test('prints the runs with their cost and writes nothing', async () => {
    const sweep = sweepIn('dry', () => changes);
    const { exitCode, stdout } = await sweep.sweep('--dry-run', '--no-calibration', '--jobs', '3');
    expect(exitCode).toBe(0);
    // 1000 steps × 5 images × (C (C − 1) / 2 + 1 = 4 or C = 3).
    expect(stdout.split('\n')).toEqual([
      'RUN                STATE    STEPS  EVALUATIONS  FUNCTION EVALUATIONS',
      'arsm-c3-v3/seed-0  waiting  1000   4            2.00e4',
      'arsm-c3-v3/seed-1  waiting  1000   4            2.00e4',
      'ars-c3-v3/seed-0   waiting  1000   3            1.50e4',
      'ars-c3-v3/seed-1   waiting  1000   3            1.50e4',
      '',
      '4 runs, 0 of them complete; 7.00e4 evaluations of f.',
    ]);
    expect(existsSync(sweep.out)).toBe(false);
  });

  test('estimates hours from a few steps of each kind of run', async () => {
    const sweep = sweepIn('calibrated', () => changes);
    const { exitCode, stdout, stderr } = await sweep.sweep('--dry-run');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('Timing 1 of 2: arsm-c3-v3/seed-0\nTiming 2 of 2: ars-c3-v3/seed-0');
    const hours = [...stdout.matchAll(/waiting .* (\S+)$/gm)].map(([, text]) => Number(text));
    expect(hours).toHaveLength(4);
    for (const one of hours) expect(one).toBeGreaterThan(0);
    // Seeds of one kind cost the same.
    expect([hours[0], hours[2]]).toEqual([hours[1], hours[3]]);
    expect(stdout).toMatch(/hours of computing, \S+ of them left: \S+ hours with \d+ at a time/);
    expect(existsSync(sweep.out)).toBe(false);
  });
});

test.concurrent('--set changes what all runs share', async () => {
  const sweep = sweepIn('set', () => ({ grid: { estimator: ['ars'] } }));
  const ended = await sweep.sweep('--set', 'steps=2', '--set', 'grid.categories=[2,4]');
  expect([ended.exitCode, startedRuns(ended).sort()]).toEqual([
    0,
    ['ars-c2-v3/seed-0', 'ars-c4-v3/seed-0'],
  ]);
  expect(new RunFiles(sweep.run('ars-c4-v3/seed-0')).config.steps).toBe(2);
});

test.concurrent('a run whose process ends with code 0 too early has failed', async () => {
  const sweep = sweepIn('silent', (path) => ({
    // Below what Node.js and vae-bench can see; as good as any end that nobody reports.
    plugins: [pluginThat(path, 'silent', 'if (steps > 2) process.reallyExit(0)')],
    grid: { estimator: ['ars', 'silent'] },
  }));
  const ended = await sweep.sweep('--jobs', '1');
  expectUserError(ended, 3);
  const reason = /ended with code 0, and its files do not say that the run is complete/;
  expect(ended.stderr).toMatch(/1 of 2 runs of the sweep are not complete/);
  expect(ended.stderr).toMatch(reason);
  const status = await sweep.status();
  expect(status['silent-c3-v3/seed-0']).toMatchObject({ state: 'failed' });
  expect(status['silent-c3-v3/seed-0']!.reason).toMatch(reason);
  expect(status['ars-c3-v3/seed-0']).toMatchObject({ state: 'completed' });
});
