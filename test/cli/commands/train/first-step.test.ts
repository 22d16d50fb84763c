import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

test('the variance of one gradient is left empty, and in no table', async () => {
  const out = join(folder, 'out');
  const run = [...tinyRun(data, out), '--estimator', 'ars', '--eval-every', '1', '--tensorboard'];
  const trained = await vaeBench(...run);
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(trained.stderr).toMatch(/step 1: .*gradient variance —/);
  const files = new RunFiles(out, 'quick/ars-c3-v3/seed-0');
  const [header, first, second] = files
    .read('metrics.csv')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const place = header!.indexOf('grad_variance');
  expect([first![0], first![place]]).toEqual(['1', '']);
  expect(Number(second![place])).toBeGreaterThan(0);

  const table = ['table', join(out, 'quick'), '--metric', 'grad_variance', '--format', 'csv'];
  const { exitCode, stdout } = await vaeBench(...table);
  expect(exitCode).toBe(0);
  const [columns, values] = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  expect(Number(values![columns!.indexOf('best')])).toBeGreaterThan(0);
});

test('a run of one step is complete without a variance', async () => {
  const out = join(folder, 'one');
  const ended = await vaeBench(...tinyRun(data, out), '--estimator', 'ars', '--steps', '1');
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(ended.stdout).toMatch(/gradient variance +—/);
  const again = await vaeBench(...tinyRun(data, out), '--estimator', 'ars', '--steps', '1');
  expect(again.stdout).toContain('Already complete');
  const { stdout } = await vaeBench('status', out, '--json');
  expect(stdout).not.toContain('grad_variance');
});
