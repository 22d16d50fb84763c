import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readRunStatus } from '../../src/sweeps/run-status.ts';
import { startingTask } from '../../src/sweeps/task-keeper.ts';
import type { TaskRecord } from '../../src/run-files/task-record.ts';
import { RunDirectory } from '../../src/run-files/run-directory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const started = '2026-01-01T00:00:00.000Z';
const now = Date.parse('2026-01-01T01:00:00.000Z');
const minutesAgo = (minutes: number): string => new Date(now - 60_000 * minutes).toISOString();
/** Above the largest pid_max of Linux (man proc_sys_kernel), so no process has it. */
const noPid = 4_194_305;

const record = (changes: object) => ({
  ...{ status: 'running', reason: null, steps: 100, steps_done: 40, started },
  ...changes,
});

const task = (changes: Partial<TaskRecord>): TaskRecord => ({
  ...startingTask(noPid),
  ...{ started, beat: minutesAgo(1) },
  ...changes,
});

/** Of a process on another machine that gave a sign of life some minutes ago. */
const remote = (minutes: number): object => ({
  'task.json': task({ host: 'node-7', beat: minutesAgo(minutes) }),
  'lock.json': { pid: noPid, host: 'node-7' },
});

/** As version 0.1.0 wrote it. */
const bareTask = (changes: Partial<TaskRecord>): object => {
  const { machine, boot, pid_namespace, process_start, ...bare } = task(changes);
  expect([machine, boot, pid_namespace, process_start]).not.toContain(undefined);
  return bare;
};

const header = 'step,epoch,function_evaluations,train_elbo,test_bound,grad_variance\n';

const config = { estimator: 'ars', categories: 3, batchSize: 10, steps: 100 };

const allRows = { 'metrics.csv': `${header}100,1,3000,-90,-80,0.5\n` };

/** The status of a run with a configuration and these files, and all rows where it is complete; objects are written as JSON. */
function statusWith(files: Readonly<Record<string, unknown>>) {
  const folder = temporaryFolder();
  const { status } = (files['run.json'] ?? {}) as { status?: string };
  const all = { 'config.json': config, ...(status === 'completed' && allRows), ...files };
  for (const [name, contents] of Object.entries(all)) {
    const text = typeof contents === 'string' ? contents : JSON.stringify(contents);
    writeFileSync(join(folder, name), text);
  }
  return readRunStatus(new RunDirectory(folder), now);
}

const stateWith = (files: Readonly<Record<string, unknown>>) => {
  const { state, reason } = statusWith(files);
  return [state, reason];
};

describe('a run', () => {
  test('without files waits', () => {
    expect(readRunStatus(new RunDirectory('/nowhere/at/all'), now)).toEqual({
      state: 'waiting',
      reason: null,
      step: 0,
      steps: null,
      metrics: null,
      steps_per_second: null,
      remaining_seconds: null,
      measured: null,
    });
  });

  test.each<[string, object, [string, string | null]]>([
    [
      'completed',
      { 'run.json': record({ status: 'completed', reason: 'completed all steps' }) },
      ['completed', null],
    ],
    [
      'failed',
      { 'run.json': record({ status: 'failed', reason: 'diverged' }) },
      ['failed', 'diverged'],
    ],
    [
      'interrupted',
      { 'run.json': record({ status: 'interrupted', reason: 'SIGINT' }) },
      ['interrupted', 'SIGINT'],
    ],
    [
      'of a process here',
      { 'run.json': record({}), 'task.json': task({ pid: process.pid }) },
      ['running', null],
    ],
    ['that is only starting', { 'task.json': task({ pid: process.pid }) }, ['running', null]],
    [
      'of a process that is gone',
      { 'run.json': record({}), 'task.json': task({}) },
      ['stopped', `process ${noPid} on ${hostname()} is gone`],
    ],
    [
      'of a process that was gone before it wrote run.json',
      { 'task.json': task({}) },
      ['stopped', `process ${noPid} on ${hostname()} is gone`],
    ],
    [
      'on another machine with a sign of life',
      { 'run.json': record({}), ...remote(4) },
      ['running', `process ${noPid} on node-7 gave a sign of life 4m ago`],
    ],
    [
      'on another machine without',
      { 'run.json': record({}), ...remote(6) },
      ['silent', `no sign of life from process ${noPid} on node-7 for 6m`],
    ],
    [
      'that completed before its task could say so',
      { 'run.json': record({ status: 'completed' }), 'task.json': task({}) },
      ['completed', null],
    ],
    [
      'whose task was killed',
      {
        'run.json': record({}),
        'task.json': task({ ended: minutesAgo(1), signal: 'SIGKILL', reason: 'killed' }),
      },
      ['failed', 'killed'],
    ],
    [
      'whose task failed before run.json',
      { 'task.json': task({ ended: minutesAgo(1), exit_code: 2, reason: 'no data' }) },
      ['failed', 'no data'],
    ],
    [
      'whose task stopped at a checkpoint',
      {
        'run.json': record({}),
        'task.json': task({ ended: minutesAgo(1), exit_code: 75, reason: 'USR2' }),
      },
      ['interrupted', 'USR2'],
    ],
    [
      'whose task failed without a reason',
      { 'task.json': task({ ended: minutesAgo(1), exit_code: 9 }) },
      ['failed', 'exit code 9'],
    ],
    [
      'that is tried again after it failed',
      {
        'run.json': record({ status: 'failed', reason: 'old' }),
        'task.json': task({ pid: process.pid }),
      },
      ['running', null],
    ],
    [
      'that was started by hand after its task had failed',
      {
        'run.json': record({ status: 'completed', started: minutesAgo(5) }),
        'task.json': task({ ended: minutesAgo(9), exit_code: 1 }),
      },
      ['completed', null],
    ],
    [
      'that was started again by hand',
      {
        'run.json': record({
          status: 'interrupted',
          reason: 'SIGINT',
          starts: [{ started }, { started: minutesAgo(5) }],
        }),
        'task.json': task({ ended: minutesAgo(9), exit_code: 1 }),
      },
      ['interrupted', 'SIGINT'],
    ],
    [
      'of a process that has the number of an earlier one',
      { 'run.json': record({}), 'task.json': task({ pid: process.pid, process_start: '1' }) },
      ['stopped', `process ${process.pid} on ${hostname()} is gone`],
    ],
    [
      'of a version that wrote no more of the process than its number',
      { 'run.json': record({}), 'task.json': bareTask({ pid: process.pid }) },
      ['running', null],
    ],
    [
      'of that version, whose process is gone',
      { 'run.json': record({}), 'task.json': bareTask({}) },
      ['stopped', `process ${noPid} on ${hostname()} is gone`],
    ],
    [
      'that was started by hand while its task, which was killed, said nothing',
      {
        'run.json': record({}),
        'task.json': task({}),
        'lock.json': { pid: process.pid, host: hostname() },
      },
      ['running', null],
    ],
    [
      'whose lock names a process here',
      { 'run.json': record({}), 'lock.json': { pid: process.pid, host: hostname() } },
      ['running', null],
    ],
    [
      'whose lock names a process that is gone',
      { 'run.json': record({}), 'lock.json': { pid: noPid, host: hostname() } },
      ['stopped', `process ${noPid} on ${hostname()} is gone`],
    ],
  ])('%s', (_, files, expected) => {
    expect(stateWith(files as Record<string, unknown>)).toEqual(expected);
  });

  test('that nothing is known of but its files runs while they are fresh', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'run.json'), JSON.stringify(record({})));
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    expect(readRunStatus(new RunDirectory(folder), Date.now()).state).toBe('running');
    const later = readRunStatus(new RunDirectory(folder), Date.now() + 61 * 60_000);
    expect(later.state).toBe('silent');
    expect(later.reason).toMatch(/^no sign of life from its files for 1h$/);
  });

  test('reports its last complete row, and the speed and the rest from timing.csv', () => {
    expect(
      statusWith({
        'run.json': record({ status: 'interrupted' }),
        'metrics.csv': `${header}20,0.1,600,-200,-190,0.5\n40,0.2,1200,-150.5,-140.25,1e-7\n60,0.3,18`,
        'timing.csv': 'step,seconds\n20,10\n40,16\n',
      }),
    ).toMatchObject({
      step: 40,
      steps: 100,
      metrics: { step: 40, train_elbo: -150.5, test_bound: -140.25, grad_variance: 1e-7 },
      // 40 steps in 16 s.
      steps_per_second: 2.5,
      remaining_seconds: null,
    });
  });

  test('that runs reports what its process says, or else what its rows do', () => {
    const timing = 'step,seconds\n20,10\n40,16\n';
    const files = { 'run.json': record({}), 'timing.csv': timing };
    const progress = {
      ...{ step: 55, bound: -130, steps_per_second: 8, remaining_seconds: 12, measured: 0.25 },
    };
    expect(
      statusWith({ ...files, 'task.json': task({ pid: process.pid, progress }) }),
    ).toMatchObject({ step: 55, steps_per_second: 8, remaining_seconds: 12, measured: 0.25 });
    // 60 steps are left, at 2.5 per second.
    expect(statusWith({ ...files, 'task.json': task({ pid: process.pid }) })).toMatchObject({
      step: 40,
      steps_per_second: 2.5,
      remaining_seconds: 24,
    });
  });
});

test('any bytes in the files of a run are a status', () => {
  const folder = temporaryFolder();
  const whole: Readonly<Record<string, string>> = {
    'run.json': JSON.stringify(record({})),
    'task.json': JSON.stringify(task({})),
    'lock.json': '{"pid": 1, "host": "a"}',
    'metrics.csv': `${header}1,2,3,4,5,6\n`,
    'timing.csv': 'step,seconds\n20,10\n',
  };
  const contents = (name: string) =>
    fc.oneof(
      fc.constant(whole[name]!),
      fc.nat(whole[name]!.length).map((length) => whole[name]!.slice(0, length)),
      fc.json(),
      fc.string({ unit: 'binary' }),
    );
  const files = fc.record(
    Object.fromEntries(Object.keys(whole).map((name) => [name, contents(name)])),
    { requiredKeys: [] },
  );
  const states = new Set<string>();
  let number = 0;
  fc.assert(
    fc.property(files, (written) => {
      number += 1;
      const run = join(folder, String(number));
      mkdirSync(run);
      for (const [name, text] of Object.entries(written))
        writeFileSync(join(run, name), text ?? '');
      const { state, reason } = readRunStatus(new RunDirectory(run), now);
      states.add(state);
      if (state === 'stopped') expect(reason).toMatch(/\S/);
    }),
    { seed: 1, numRuns: 400 },
  );
  expect(states.size).toBeGreaterThanOrEqual(2);
});

test.skipIf(process.platform !== 'linux')(
  'a process that only waits to be buried is gone',
  async () => {
    // The shell becomes a program that never asks for the exit code of the child it had.
    const parent = execa('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { reject: false });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'task.json'), JSON.stringify(task({ pid })));
    try {
      await vi.waitFor(() => {
        expect(readRunStatus(new RunDirectory(folder), now).reason).toBe(
          `process ${pid} on ${hostname()} is gone`,
        );
      }, 10_000);
      // It still has a number.
      expect(process.kill(pid, 0)).toBe(true);
    } finally {
      parent.kill();
      await parent;
    }
  },
);
