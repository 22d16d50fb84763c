import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { comparisonSchema } from '../../../../src/run-files/comparison-file.ts';
import {
  expectUserError,
  startVaeBench,
  tinyRun,
  vaeBench,
} from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const folder = sharedFolder();
/** Two seeds that keep steps 0 and 2 of 4, and a run that keeps none. */
let results = '';
const kept = 'quick/reinforce-loo-c3-n3-v3';
const plain = 'quick/ars+-c3-v3/seed-0';

const few = ['--draws', '20', '--reference-draws', '20', '--between', '4', '--warm-up', '5'];
const args = (...more: readonly string[]) => [
  'compare',
  ...more,
  ...few,
  '--estimators',
  'ars+,ars',
];
const compare = (...more: readonly string[]) => vaeBench(...args(...more));

const file = (...parts: readonly string[]) => join(folder, ...parts);
const comparisonAt = (...parts: readonly string[]) =>
  comparisonSchema.parse(JSON.parse(readFileSync(file(...parts, 'compare.json'), 'utf8')));

beforeAll(async () => {
  const data = dataFolder(folder);
  results = file('results');
  const run = tinyRun(data, results);
  const ended = [
    await vaeBench(...run, '--estimator', 'reinforce-loo', '--seeds', '0,1', '--keep', '0,2'),
    await vaeBench(...run, '--estimator', 'ars+'),
  ];
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
});

describe('vae-bench compare along training', () => {
  test('compares at every kept step of every run, and at the last one of a run that keeps none', async () => {
    const ended = await compare(join(results, 'quick'), '-o', file('out'));
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({ exitCode: 0 });
    const rows: Record<string, string>[] = parse(readFileSync(file('out', 'along.csv')), {
      columns: true,
    });
    const points = rows.map(({ run, seed, step }) => `${run} ${seed} ${step}`);
    expect([...new Set(points)]).toEqual([
      'ars+-c3-v3 seed-0 4',
      ...[0, 1].flatMap((seed) =>
        [0, 2].map((step) => `reinforce-loo-c3-n3-v3 seed-${seed} ${step}`),
      ),
    ]);
    // Two estimators, and four parts: encoder, its two layers, logits.
    expect(rows).toHaveLength(5 * 2 * 4);
    const row = rows.find(
      ({ seed, step, part, estimator }) =>
        seed === 'seed-1' && step === '2' && part === 'encoder/1' && estimator === 'ars',
    );
    const { estimators } = comparisonAt('out', kept, 'seed-1', 'step-2');
    const part = estimators
      .find(({ label }) => label === 'ars')!
      .parts.find((one) => one.part === 'encoder/1')!;
    expect([row!.variance, row!.variance_low, row!.relative_bias].map(Number)).toEqual([
      ...[part.variance.value, part.variance.low, part.relative_bias.value],
    ]);
    expect(ended.stdout).toMatch(
      /^Variance \[95 %\] .* along quick\/reinforce-loo-c3-n3-v3 \(C = 3, V = 3, 2 seeds\)\n\nEstimator +step 0 +step 2$/m,
    );
    expect(readFileSync(file('out', 'along.svg'), 'utf8')).toContain('ARS+');
    expect(existsSync(file('out', 'along.png'))).toBe(true);
  });

  test('has at each step the bytes that a comparison there alone has', async () => {
    const step = join(results, kept, 'seed-1', 'checkpoints', 'step-2.safetensors');
    expect((await compare(step, '-o', file('alone'))).exitCode).toBe(0);
    const read = (...parts: readonly string[]) =>
      readFileSync(file(...parts, 'compare.json'), 'utf8');
    expect(read('alone')).toBe(read('out', kept, 'seed-1', 'step-2'));
  });

  test('goes on after an interruption, and draws nothing twice', async () => {
    const out = file('interrupted');
    const command = args(join(results, kept), '-o', out);
    const child = startVaeBench(...command);
    const first = join(out, kept, 'seed-0', 'step-0');
    await vi.waitUntil(
      () =>
        existsSync(join(first, 'compare.json')) &&
        comparisonAt('interrupted', kept, 'seed-0', 'step-0').estimators.length === 2,
      { timeout: 60_000, interval: 20 },
    );
    child.kill('SIGINT');
    expect([0, 130]).toContain((await child).exitCode);
    const times = readFileSync(join(first, 'compare-timing.json'), 'utf8');
    expect((await vaeBench(...command)).exitCode).toBe(0);
    expect(readFileSync(join(first, 'compare-timing.json'), 'utf8')).toBe(times);
    for (const seed of ['seed-0', 'seed-1']) {
      for (const step of ['step-0', 'step-2']) {
        const [one, other] = ['interrupted', 'out'].map((name) =>
          comparisonAt(name, kept, seed, step),
        );
        expect(one).toEqual(other);
      }
    }
  });

  test('takes the steps that are named, and a start without a checkpoint', async () => {
    const ended = await compare(results, '--steps', '0,4', '-o', file('named'));
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({ exitCode: 0 });
    const start = comparisonAt('named', plain, 'step-0').point;
    // The same seed draws the same parameters.
    expect(start.sha256).toBe(comparisonAt('out', kept, 'seed-0', 'step-0').point.sha256);
    expect(start).toMatchObject({ step: 0, estimator: 'ars+' });
    // The last checkpoint of a run counts, kept or not.
    expect(comparisonAt('named', kept, 'seed-0', 'step-4').point.step).toBe(4);
    expect(existsSync(file('named', kept, 'seed-0', 'step-2'))).toBe(false);
  });

  test.each([
    [
      '--steps 3',
      () => [results, '--steps', '3'],
      /--steps 3: no run in .* those of 0, 2, 4\. .*--keep/,
    ],
    ['a folder without runs', () => [folder + '/data'], /no runs are there/],
    ['--steps without runs', () => ['--at-start', '--steps', '0'], /name their folder/],
    ['a file that is none', () => [join(results, plain, 'run.json'), results], /is no checkpoint/],
  ])('refuses %s', async (_, more, message) => {
    const ended = await compare(...more());
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });

  test('says of a run without any checkpoint how to have some', async () => {
    rmSync(join(results, plain, 'checkpoint.safetensors'));
    const ended = await compare(join(results, plain));
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/no run there has a checkpoint\. .*--keep \(checkpoint\.keep/);
  });
});
