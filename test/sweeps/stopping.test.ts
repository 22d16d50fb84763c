import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { hasTerminal, startOnTerminal, terminalNote } from '../support/cli/terminal.ts';
import { expectUserError } from '../support/cli/vae-bench.ts';
import { RunFiles } from '../support/runs/run-files.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import {
  exists,
  pluginThat,
  startedRuns,
  SweepFolder,
  tinySweep,
  sweepsIn,
} from '../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
const runs = ['arsm-c3-v3/seed-0', 'ars-c3-v3/seed-0'] as const;

const newSweep = sweepsIn(folder, data);

function sweepIn(name: string, changes: (path: string) => object): SweepFolder {
  const endless = { steps: 1_000_000, grid: { estimator: ['ars', 'arsm', 'reinforce'] } };
  return newSweep(name, (path) => ({ ...endless, ...changes(path) }));
}

/** Waits for something that other processes do. */
async function until(condition: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (condition()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain: ${what}`);
}

const measured = (sweep: SweepFolder, run: string): Promise<void> =>
  until(() => existsSync(join(sweep.run(run), 'metrics.csv')), `${run} measures something`);

const pidOf = (sweep: SweepFolder, run: string): number => Number(sweep.task(run).pid);

describe.concurrent('a sweep', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGUSR1', 75],
    ['SIGUSR2', 75],
  ] as const)('that gets %s stops its runs and then itself', async (signal, code) => {
    const sweep = sweepIn(signal, () => ({}));
    const child = sweep.start('--jobs', '2');
    for (const run of runs) await measured(sweep, run);
    const pids = runs.map((run) => pidOf(sweep, run));
    child.kill(signal);
    const ended = await child;
    expectUserError(ended, code);
    expect(ended.stderr).toMatch(
      new RegExp(`^Stopped by ${signal}. 0 of 3 runs are complete;`, 'm'),
    );
    expect(startedRuns(ended)).toEqual(runs);
    for (const pid of pids) expect(exists(pid)).toBe(false);
    for (const run of runs) {
      const { record } = new RunFiles(sweep.run(run));
      expect(record.status).toBe('interrupted');
      // Once, and not twice, which would have ended it at once.
      expect(record.reason).toMatch(new RegExp(`^Stopped by ${signal} after step`));
      expect(sweep.task(run)).toMatchObject({ exit_code: code, signal: null });
    }
    const statuses = await sweep.status();
    expect(runs.map((run) => statuses[run]!.state)).toEqual(['interrupted', 'interrupted']);
    expect(statuses['reinforce-c3-n3-v3/seed-0']).toMatchObject({ state: 'waiting', steps: 1e6 });
  });

  test('that gets SIGINT twice kills runs that do not react', async () => {
    const sweep = sweepIn('twice', (path) => ({
      plugins: [
        pluginThat(
          path,
          'deaf',
          'if (steps === 3) { const end = Date.now() + 60000; while (Date.now() < end); }',
        ),
      ],
      grid: { estimator: ['deaf'] },
    }));
    const child = sweep.start('--jobs', '1');
    await measured(sweep, 'deaf-c3-v3/seed-0');
    const pid = pidOf(sweep, 'deaf-c3-v3/seed-0');
    await sleep(300);
    child.kill('SIGINT');
    await sleep(300);
    child.kill('SIGINT');
    const { exitCode } = await child;
    expect(exitCode).toBe(130);
    await until(() => !exists(pid), 'the child ends');
    expect(new RunFiles(sweep.run('deaf-c3-v3/seed-0')).record.status).toBe('running');
    expect((await sweep.status())['deaf-c3-v3/seed-0']).toMatchObject({
      state: 'stopped',
      reason: expect.stringMatching(new RegExp(`^process ${pid} on .* is gone$`)) as unknown,
    });
  });

  test('that is killed leaves no process behind', async () => {
    const sweep = sweepIn('orphans', () => ({}));
    const child = sweep.start('--jobs', '2');
    for (const run of runs) await measured(sweep, run);
    const pids = runs.map((run) => pidOf(sweep, run));
    child.kill('SIGKILL');
    await child;
    await until(() => !pids.some(exists), 'the children end');
    for (const run of runs) {
      expect(new RunFiles(sweep.run(run)).record.reason).toMatch(/^Stopped by SIGTERM after step/);
    }
  });

  test('leaves alone what another process runs, and takes no other runs meanwhile', async () => {
    const sweep = sweepIn('elsewhere', () => ({ grid: { estimator: ['ars'] } }));
    const child = sweep.start();
    await measured(sweep, runs[1]);
    const statuses = await sweep.status();
    expect(statuses[runs[1]]).toMatchObject({ state: 'running', reason: null, steps: 1e6 });

    const second = await sweep.sweep();
    expect([second.exitCode, startedRuns(second)]).toEqual([0, []]);
    expect(second.stdout).toMatch(/^0 of 1 runs complete; 1 wait or run elsewhere$/m);

    const manifest = join(sweep.out, 'tiny/sweep.json');
    const before = readFileSync(manifest, 'utf8');
    for (const seeds of [[1, 0], [1]]) {
      sweep.describe(tinySweep(data, { steps: 1_000_000, seeds, grid: { estimator: ['ars'] } }));
      const other = await sweep.sweep();
      expectUserError(other, 2);
      expect(other.stderr).toMatch(/holds a sweep that is running \(ars-c3-v3\/seed-0\)/);
      expect(readFileSync(manifest, 'utf8')).toBe(before);
    }
    child.kill('SIGINT');
    await child;
  });
});

describe.skipIf(!hasTerminal)(`on a terminal${terminalNote}`, () => {
  test('a sweep is a table; Ctrl-C reaches each run once and gives the cursor back', async () => {
    const sweep = sweepIn('terminal', () => ({}));
    const child = startOnTerminal(...sweep.arguments, '--jobs', '2');
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
    });
    for (const run of runs) await measured(sweep, run);
    await until(
      () => /seed-0 +running +\d+\/1000000 +-\d+\.\d\d /.test(shown),
      'a row with a bound',
    );
    child.stdin.end('\u0003');
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/tiny: 0 of 3 runs done, 2 running, 0 failed, 1 waiting \| ETA /);
    expect(stdout).toMatch(/RUN +STATE +STEP +TEST BOUND +STEPS\/S +ETA/);
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
    for (const run of runs) {
      const { record } = new RunFiles(sweep.run(run));
      expect(record.reason).toMatch(/^Stopped by SIGINT after step/);
    }
    expect(readFileSync(join(sweep.run(runs[0]), 'output.log'), 'utf8')).toContain(
      'Stopped by SIGINT',
    );
  });
});
