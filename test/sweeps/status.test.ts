import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readStatus } from '../../src/sweeps/status.ts';
import { expectUserError, startVaeBench, tinyRun, vaeBench } from '../support/cli/vae-bench.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import { SweepFolder, tinySweep } from '../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
const sweep = new SweepFolder(
  folder,
  tinySweep(data, { grid: { estimator: ['ars', 'arsm'] }, include: [{ steps: 2 }] }),
);
const done = join(sweep.out, 'tiny');

beforeAll(async () => {
  expect((await sweep.sweep()).exitCode).toBe(0);
  const plain = await vaeBench(...tinyRun(data, sweep.out), '--name', 'plain');
  expect(plain.exitCode).toBe(0);
});

const statesIn = (path: string) => readStatus(path).runs.map(({ run, state }) => [run, state]);

describe('status', () => {
  test('of a sweep has its runs in the order of the file, wherever they are', () => {
    const expected = [
      ['ars-c3-v3/seed-0', 'completed'],
      ['arsm-c3-v3/seed-0', 'completed'],
      ['../tiny-steps-2/ars+-c3-v3/seed-0', 'completed'],
    ];
    expect(statesIn(done)).toEqual(expected);
    expect(statesIn(join(done, 'sweep.json'))).toEqual(expected);
  });

  test('of a results folder has sweeps and single runs, each once', () => {
    expect(statesIn(sweep.out).sort()).toEqual([
      ['plain/ars+-c3-v3/seed-0', 'completed'],
      ['tiny-steps-2/ars+-c3-v3/seed-0', 'completed'],
      ['tiny/ars-c3-v3/seed-0', 'completed'],
      ['tiny/arsm-c3-v3/seed-0', 'completed'],
    ]);
  });

  test('of one run is that run', () => {
    expect(statesIn(join(sweep.out, 'plain/ars+-c3-v3/seed-0'))).toEqual([['.', 'completed']]);
  });

  test('works on a copy, without what is missing there, and with a torn manifest', () => {
    const copy = join(folder, 'copy');
    cpSync(sweep.out, copy, { recursive: true });
    rmSync(join(copy, 'tiny/arsm-c3-v3'), { recursive: true });
    expect(statesIn(join(copy, 'tiny'))).toContainEqual(['arsm-c3-v3/seed-0', 'waiting']);
    writeFileSync(join(copy, 'tiny/sweep.json'), '{"format": 1, "runs": [');
    expect(statesIn(join(copy, 'tiny'))).toEqual([['ars-c3-v3/seed-0', 'completed']]);
  });

  test('prints a table, or JSON', async () => {
    const { exitCode, stdout } = await vaeBench('status', done);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/results\/tiny: 3 runs, 3 completed$/);
    expect(lines[2]).toMatch(
      /^RUN +STATE +STEP +TRAIN ELBO +TEST BOUND +GRADIENT VARIANCE +STEPS\/S +ETA +REASON$/,
    );
    expect(lines[3]).toMatch(
      /^ars-c3-v3\/seed-0 +completed +4\/4 +-\d+\.\d\d +-\d+\.\d\d +\d\.\d\de-\d+ +\d/,
    );
    const one = await vaeBench('status', join(done, 'ars-c3-v3'));
    expect(one.stdout.split('\n')[0]).toMatch(/ars-c3-v3: 1 run, 1 completed$/);
    const json = await vaeBench('status', done, '--json');
    expect(JSON.parse(json.stdout)).toEqual(
      JSON.parse(JSON.stringify(readStatus(done))) as unknown,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      directory: done,
      totals: { completed: 3, failed: 0, running: 0, waiting: 0 },
      runs: [{ run: 'ars-c3-v3/seed-0', step: 4, steps: 4, metrics: { step: 4 } }, {}, {}],
    });
  });

  test('--watch ends when all runs are over, and ^C ends it before', async () => {
    const over = await vaeBench('status', done, '--watch');
    expect(over.exitCode).toBe(0);
    expect(over.stdout).toContain('3 runs, 3 completed');

    const copy = join(folder, 'unfinished');
    cpSync(sweep.out, copy, { recursive: true });
    rmSync(join(copy, 'tiny/arsm-c3-v3'), { recursive: true });
    const child = startVaeBench('status', join(copy, 'tiny'), '--watch', '--interval', '0.1');
    let looks = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      looks += chunk.toString().split('1 waiting').length - 1;
      if (looks >= 2) child.kill('SIGINT');
    });
    expect((await child).exitCode).toBe(130);
  });

  test.each<[string, string[], RegExp]>([
    ['nothing is there', ['nowhere-at-all'], /nowhere-at-all does not exist/],
    ['there are no runs', ['src'], /src holds no runs.*results\/figure1/],
    ['the interval makes no sense', ['src', '--watch', '--interval', 'x'], /--interval must be/],
    ['JSON should be watched', ['src', '--watch', '--json'], /cannot be used with/],
  ])('says so when %s', async (_, args, message) => {
    const ended = await vaeBench('status', ...args);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });
});

describe('run-task', () => {
  const manifest = join(done, 'sweep.json');

  test('does nothing when the run is complete', async () => {
    const { exitCode, stderr } = await vaeBench('run-task', manifest, '1');
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/^Already complete: .*arsm-c3-v3\/seed-0$/),
    ]);
  });

  test('puts the results where the manifest is, wherever the sweep was made', async () => {
    const moved = join(folder, 'moved');
    mkdirSync(moved);
    cpSync(done, join(moved, 'tiny'), { recursive: true });
    rmSync(join(moved, 'tiny/arsm-c3-v3'), { recursive: true });
    const ended = await vaeBench('run-task', join(moved, 'tiny/sweep.json'), '1');
    expect(ended.exitCode).toBe(0);
    expect(statesIn(join(moved, 'tiny'))).toContainEqual(['arsm-c3-v3/seed-0', 'completed']);
  });

  test.each([
    [[manifest, '3'], /"3" is not a task: the manifest has 0 to 2/],
    [[manifest, 'x'], /"x" is not a task/],
    [[manifest, '1', 'ars-c9/seed-0'], /no longer has ars-c9\/seed-0 as task 1: another sweep/],
    [[manifest, '3', 'arsm-c3-v3/seed-0'], /no longer has arsm-c3-v3\/seed-0 as task 3/],
    [[join(folder, 'none.json'), '0'], /none\.json does not exist.*vae-bench sweep/],
    [[sweep.file, '0'], /sweep-file\.json is not the manifest of a sweep/],
  ])('%j is an error', async (args, message) => {
    const ended = await vaeBench('run-task', ...args);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });
});
