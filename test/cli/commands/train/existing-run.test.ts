import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectUserError, tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';

const folder = sharedFolder();
const out = join(folder, 'results');
const args = tinyRun(dataFolder(folder), out);
const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
let first: Record<string, Buffer>;

const times = () => Object.keys(first).map((name) => statSync(join(files.path, name)).mtimeMs);

beforeAll(async () => {
  expect((await vaeBench(...args)).exitCode).toBe(0);
  first = files.bytes;
});

test('the same command again says that the run is complete and touches no file', async () => {
  const before = times();
  const { exitCode, stdout } = await vaeBench(...args);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Already complete: .*quick\/ars\+-c3-v3\/seed-0$/m);
  expect(stdout).toContain('--force');
  expect(files.bytes).toEqual(first);
  expect(times()).toEqual(before);
});

test('another configuration in the same directory is refused', async () => {
  const ended = await vaeBench(...args, '--batch-size', '4');
  expectUserError(ended, 2);
  expect(ended.stderr).toContain(files.path);
  expect(ended.stderr).toContain('--force');
  expect(ended.stderr).toContain('\n  batchSize: 5 → 4');
  expect(files.bytes).toEqual(first);
});

test('the options that a refusal names lead to the run that is there', async () => {
  const others = ['--batch-size', '4', '--encoder-lr', '0.5', '--set', 'model.encoderHidden=[5]'];
  const refused = await vaeBench(...args, ...others, '--backend', 'cpu');
  expectUserError(refused, 2);
  const [, advice = ''] = /complete, add `([^`]+)`\./.exec(refused.stderr) ?? [];
  expect(advice).toBe(
    "--batch-size 5 --set 'model.encoderHidden=[4]' --encoder-lr 0.0001 --backend wasm",
  );
  const options = advice.replaceAll("'", '').split(' ');
  const { stdout } = await vaeBench(...args, ...others, '--backend', 'cpu', ...options);
  expect(stdout).toMatch(/^Already complete: /m);
});

test('fewer steps are refused, and say what keeps the run', async () => {
  const ended = await vaeBench(...args, '--steps', '3');
  expectUserError(ended, 2);
  expect(ended.stderr).toMatch(
    /holds a run of 4 steps, more than the 3 asked for\. To have .*, add `--steps 4`/,
  );
  expect(files.bytes).toEqual(first);
});

test('more steps extend it', async () => {
  const text = files.read('metrics.csv');
  const ended = await vaeBench(...args, '--steps', '5');
  expect(ended.exitCode).toBe(0);
  expect(ended.stderr).toContain('extending a run that was complete with 4 steps');
  expect(files.read('metrics.csv').startsWith(text)).toBe(true);
  expect(files.rows('metrics.csv').map(({ step }) => step)).toEqual([2, 4, 5]);
});

test('--force replaces what is there, and says so', async () => {
  const ended = await vaeBench(...args, '--force', '--steps', '6');
  expect(ended.exitCode).toBe(0);
  expect(ended.stderr).toMatch(
    /--force: replacing a run that was completed at step 5 of 5, with 3 rows of metrics\.csv/,
  );
  expect(files.rows('metrics.csv').map(({ step }) => step)).toEqual([2, 4, 6]);
  expect(files.record).toMatchObject({ status: 'completed', steps: 6 });
  expect(files.log.filter(({ type }) => type === 'metrics')).toHaveLength(3);
});

test('a folder that cannot be made is a clear error', async () => {
  const file = join(files.path, 'run.json');
  const ended = await vaeBench(...args, '--out', join(file, 'below'));
  expectUserError(ended, 1);
  expect(ended.stderr).toMatch(/below.* cannot be (made|read) \(ENOTDIR\)\. A file is in the way/);
  expect(existsSync(join(file, 'below'))).toBe(false);
});
