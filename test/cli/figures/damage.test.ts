import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../../src/sweeps/status.ts';
import { expectUserError, tinyRun, vaeBench } from '../../support/cli/vae-bench.ts';
import { dataFolder } from '../../support/runs/small-data.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { SweepFolder, tinySweep } from '../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
const changes = { grid: { estimator: ['ars'] }, seeds: [0, 1, 2] };
const sweep = new SweepFolder(folder, tinySweep(data, changes));

/** The run that is damaged. */
const run = 'ars-c3-v3/seed-1';
let copies = 0;

beforeAll(async () => {
  expect(await sweep.sweep()).toMatchObject({ exitCode: 0 });
});

/** A copy of the results after something was done to the files of one run. */
function damaged(damage: (file: (name: string) => string) => void): string {
  copies += 1;
  const copy = join(folder, `copy-${copies}`);
  cpSync(join(sweep.out, 'tiny'), copy, { recursive: true });
  damage((name) => join(copy, run, name));
  return copy;
}

/** Changes the first digit of the bound in the last row. */
function changeNumber(file: string): void {
  const text = readFileSync(file, 'utf8');
  const at = text.lastIndexOf('-') + 1;
  writeFileSync(file, `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`);
}

const withoutCheckpoint = (file: (name: string) => string) => {
  rmSync(file('checkpoint.safetensors'));
};

const cases: [string, (file: (name: string) => string) => void, string, counted: boolean][] = [
  [
    'metrics.csv changed by hand',
    (file) => {
      changeNumber(file('metrics.csv'));
    },
    'metrics.csv was changed: its SHA-256 is not the one that run.json records',
    false,
  ],
  [
    'metrics.csv changed by hand, without a checkpoint',
    (file) => {
      withoutCheckpoint(file);
      changeNumber(file('metrics.csv'));
    },
    'metrics.csv was changed: its SHA-256 is not the one that run.json records',
    false,
  ],
  [
    'metrics.csv changed by hand, of a run whose run.json records nothing of it',
    (file) => {
      changeNumber(file('metrics.csv'));
      const { metrics, ...record } = JSON.parse(
        readFileSync(file('run.json'), 'utf8'),
      ) as object & {
        metrics: object;
      };
      expect(metrics).toBeDefined();
      writeFileSync(file('run.json'), JSON.stringify(record));
    },
    'metrics.csv was changed: its SHA-256 is not the one that checkpoint.safetensors records',
    false,
  ],
  [
    'metrics.csv cut',
    (file) => {
      truncateSync(file('metrics.csv'), 150);
    },
    'metrics.csv has 150 bytes, and run.json records ',
    false,
  ],
  [
    'no metrics.csv',
    (file) => {
      rmSync(file('metrics.csv'));
    },
    'metrics.csv is missing',
    false,
  ],
  [
    'garbage for metrics.csv',
    (file) => {
      writeFileSync(file('metrics.csv'), '\u0000\u0007garbage\n');
    },
    'metrics.csv has 10 bytes, and run.json records ',
    false,
  ],
  [
    'run.json cut',
    (file) => {
      truncateSync(file('run.json'), 100);
    },
    'run.json is not JSON, or torn',
    true,
  ],
  [
    'no run.json',
    (file) => {
      rmSync(file('run.json'));
    },
    'run.json is missing',
    true,
  ],
  [
    'config.json cut',
    (file) => {
      truncateSync(file('config.json'), 100);
    },
    'config.json is not JSON, or torn',
    true,
  ],
  [
    'garbage in timing.csv',
    (file) => {
      writeFileSync(file('timing.csv'), 'step,seconds\n1\n');
    },
    'timing.csv is damaged: line 2 has 1 values, not 2',
    true,
  ],
];

describe.each(cases)('%s', (_, damage, problem, counted) => {
  test('is named by status, table and findings', async () => {
    const results = damaged(damage);
    const [status, table, findings] = await Promise.all([
      vaeBench('status', results),
      vaeBench('table', results, '--metric', 'test_bound'),
      vaeBench('findings', results),
    ]);
    expect([status, table, findings].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(status.stdout).toContain('3 runs, 2 completed, 1 damaged');
    expect(status.stdout).toMatch(new RegExp(`^${run} +damaged .*${problem}`, 'm'));
    const note = `${run}: ${problem}`;
    expect(table.stdout).toContain(note);
    expect(table.stdout).toContain(counted ? ' 3  4 ' : ' 2 of 3  4 ');
    for (const { stderr } of [table, findings]) expect(stderr).toContain(note);
  });
});

test('plot, report and status --json name damage, too', async () => {
  const results = damaged((file) => {
    changeNumber(file('metrics.csv'));
  });
  const note = `${run}: metrics.csv was changed`;
  const out = join(folder, 'out');
  const plot = await vaeBench('plot', results, '--out', `${out}.svg`, '--metric', 'test_bound');
  const report = await vaeBench('report', results, '--out', `${out}.html`);
  for (const { exitCode, stderr } of [plot, report]) {
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining(note)]);
  }
  expect(readFileSync(`${out}.svg`, 'utf8')).toContain(note);
  const page = readFileSync(`${out}.html`, 'utf8');
  expect(page).toContain('2 of 3 complete');
  expect(page).toContain(`<li>${note}`);
  const json = JSON.parse((await vaeBench('status', results, '--json')).stdout) as StatusReport;
  expect(json.totals).toMatchObject({ completed: 2, damaged: 1 });
  // The number that somebody wrote is not shown as measured.
  expect(json.runs[1]).toMatchObject({ run, state: 'damaged', metrics: null });
});

test('a changed metrics.csv is not taken for complete, and is not replaced unasked', async () => {
  const out = join(folder, 'single');
  const args = tinyRun(data, out);
  expect((await vaeBench(...args)).exitCode).toBe(0);
  const file = join(out, 'quick/ars+-c3-v3/seed-0/metrics.csv');
  const sound = readFileSync(file, 'utf8');
  changeNumber(file);
  const changed = readFileSync(file, 'utf8');
  const again = await vaeBench(...args);
  expectUserError(again, 2);
  expect(again.stderr).toContain(
    'holds a complete run whose metrics.csv was changed: its SHA-256 is not the one that run.json ' +
      'records. Put the file back as it was, or use --force to train the run again.',
  );
  expect(readFileSync(file, 'utf8')).toBe(changed);
  expect((await vaeBench(...args, '--force')).exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(sound);
  expect((await vaeBench(...args)).stdout).toMatch(/^Already complete/m);
});

test('a sweep mends a damaged run that can be resumed, and names one that was changed', async () => {
  const own = join(folder, 'own');
  const results = join(own, 'tiny');
  cpSync(join(sweep.out, 'tiny'), results, { recursive: true });
  truncateSync(join(results, 'ars-c3-v3/seed-0/run.json'), 100);
  changeNumber(join(results, 'ars-c3-v3/seed-2/metrics.csv'));
  const ended = await vaeBench('sweep', sweep.file, '--out', own);
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toMatch(
    /1 of 3 runs of the sweep are not complete:\n.*seed-2: .*was changed/,
  );
  const { stdout } = await vaeBench('status', results, '--json');
  const { runs } = JSON.parse(stdout) as StatusReport;
  expect(runs.map(({ state }) => state)).toEqual(['completed', 'completed', 'damaged']);
});

test('a torn sweep.json is named wherever runs that it plans may be missing', async () => {
  const results = damaged(() => undefined);
  rmSync(join(results, run), { recursive: true });
  truncateSync(join(results, 'sweep.json'), 300);
  const note = 'sweep.json is not JSON, or torn: runs that have not started may be missing';
  const status = await vaeBench('status', results);
  expect([status.exitCode, status.stdout]).toEqual([0, expect.stringContaining(note)]);
  for (const command of ['table', 'findings', 'plot', 'report']) {
    const out = join(folder, command === 'plot' ? 'torn.svg' : 'torn.html');
    const files = ['plot', 'report'].includes(command) ? ['--out', out] : [];
    const { exitCode, stderr } = await vaeBench(command, results, ...files);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining(note)]);
    if (command === 'report') expect(readFileSync(out, 'utf8')).toContain(note);
  }
  rmSync(join(results, 'ars-c3-v3'), { recursive: true });
  const nothing = await vaeBench('status', results);
  expectUserError(nothing, 2);
  expect(nothing.stderr).toContain(`holds no runs; ${note}`);
});
