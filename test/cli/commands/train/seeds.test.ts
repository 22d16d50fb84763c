import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';

const folder = sharedFolder();

async function metricsOf(out: string, id: string, ...args: readonly string[]): Promise<string> {
  const ended = await vaeBench(...args, '--out', join(folder, out));
  expect(ended.exitCode, ended.stderr).toBe(0);
  return new RunFiles(folder, out, id).read('metrics.csv');
}

test('configs/smoke.json gives the same bytes again with one seed, and others with another', async () => {
  const args = ['--config', 'configs/smoke.json'];
  const [first, again, other] = await Promise.all([
    metricsOf('a', 'smoke/ars+-c3-v5/seed-0', ...args),
    metricsOf('b', 'smoke/ars+-c3-v5/seed-0', ...args, '--seed', '0'),
    metricsOf('c', 'smoke/ars+-c3-v5/seed-1', ...args, '--seed', '1'),
  ]);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  expect(first.trimEnd().split('\n')).toHaveLength(3);
});

describe('--seeds 0-2', () => {
  const data = dataFolder(folder);
  const many = join(folder, 'many');
  const files = [0, 1, 2].map((seed) => new RunFiles(many, 'quick/ars+-c3-v3', `seed-${seed}`));
  let stdout: string;

  beforeAll(async () => {
    const ended = await vaeBench(...tinyRun(data, many), '--seeds', '0-2');
    expect(ended.exitCode, ended.stderr).toBe(0);
    stdout = ended.stdout;
  });

  test('fills three folders, each with its own metrics.csv', () => {
    expect(new Set(files.map((run) => run.read('metrics.csv'))).size).toBe(3);
    expect(files.map(({ record }) => [record.seed, record.status])).toEqual([
      [0, 'completed'],
      [1, 'completed'],
      [2, 'completed'],
    ]);
    expect(files.map(({ config }) => config.seeds)).toEqual([[0], [1], [2]]);
  });

  test('sums up every seed', () => {
    expect(stdout.match(/^train ELBO/gm)).toHaveLength(3);
    for (const seed of [0, 1, 2]) expect(stdout).toContain(`ars+-c3-v3/seed-${seed}`);
  });

  test('gives a seed the bytes that it has alone', async () => {
    const alone = await metricsOf(
      ...(['alone', 'quick/ars+-c3-v3/seed-1'] as const),
      ...[...tinyRun(data, folder), '--seeds', '1'],
    );
    expect(alone).toBe(files[1]!.read('metrics.csv'));
  });

  test('runs only the seeds that are missing when the list grows', async () => {
    const before = files.map(({ bytes }) => bytes);
    const ended = await vaeBench(...tinyRun(data, many), '--seeds', '0-3');
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout.match(/^Already complete: /gm)).toHaveLength(3);
    expect(ended.stdout.match(/^train ELBO/gm)).toHaveLength(1);
    expect(files.map(({ bytes }) => bytes)).toEqual(before);
    expect(new RunFiles(many, 'quick/ars+-c3-v3/seed-3').record.status).toBe('completed');
  });
});

test('twelve seeds in one process leave no warning of Node’s', async () => {
  const args = [...tinyRun(dataFolder(folder, 'more'), join(folder, 'twelve')), '--steps', '1'];
  const { exitCode, stderr } = await vaeBench(...args, '--seeds', '0-11');
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain('Warning');
});
