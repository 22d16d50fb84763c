import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { eventFileNames } from '../../../support/runs/event-files.ts';
import { expectTrueEvents } from '../../../support/runs/run-events.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { startedRuns, SweepFolder, tinySweep } from '../../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

describe('--tensorboard', () => {
  test('writes an event file with the rows of metrics.csv', async () => {
    const out = join(folder, 'shown');
    const { exitCode, stderr } = await vaeBench(...tinyRun(data, out), '--tensorboard');
    expect([exitCode, stderr.includes('WARN')]).toEqual([0, false]);
    const files = new RunFiles(out, 'quick/ars+-c3-v3/seed-0');
    expect(files.rows('metrics.csv')).toHaveLength(2);
    expectTrueEvents(files);
  });

  const file = join(folder, 'shown.json');
  writeFileSync(file, '{ "tensorboard": true }');

  test.each([
    [[], 'false', 'default'],
    [['--tensorboard'], 'true', '--tensorboard'],
    [['--config', file], 'true', `${file}:1`],
    [['--config', file, '--no-tensorboard'], 'false', '--no-tensorboard'],
    [['--tensorboard', '--no-tensorboard'], 'false', '--no-tensorboard'],
    [['--no-tensorboard', '--tensorboard'], 'true', '--tensorboard'],
    [['--set', 'tensorboard=true'], 'true', '--set tensorboard=true'],
  ])('as %j sets tensorboard to %s', async (args, value, origin) => {
    const { stdout } = await vaeBench(...args, '--print-config');
    const line = stdout.split('\n').find((one) => one.startsWith('tensorboard '));
    expect(line?.split(/ {2,}/).slice(1)).toEqual([value, origin]);
  });
});

test('a sweep writes the event files that its file asks for; a manifest of before still counts', async () => {
  const path = join(folder, 'sweep');
  mkdirSync(path);
  const sweep = new SweepFolder(path, tinySweep(data, { tensorboard: true }));
  expect(await sweep.sweep()).toMatchObject({ exitCode: 0 });
  const run = 'ars+-c3-v3/seed-0';
  expectTrueEvents(new RunFiles(sweep.run(run)));

  sweep.describe(tinySweep(data, { seeds: [0, 1] }));
  expect(startedRuns(await sweep.sweep())).toEqual(['ars+-c3-v3/seed-1']);
  const other = new RunFiles(sweep.run('ars+-c3-v3/seed-1'));
  expect(eventFileNames(other.path)).toEqual([]);
  const manifest = join(sweep.out, 'tiny', 'sweep.json');
  const older = readFileSync(manifest, 'utf8').replaceAll(/,\s*"tensorboard": false/g, '');
  expect(older).not.toContain('tensorboard');
  writeFileSync(manifest, older);
  const before = other.read('metrics.csv');
  const again = await vaeBench('run-task', manifest, '1');
  expect([again.exitCode, again.stderr.startsWith('Already complete')]).toEqual([0, true]);
  expect(other.read('metrics.csv')).toBe(before);
  expect(await sweep.sweep()).toMatchObject({ exitCode: 0 });
  expect(readFileSync(manifest, 'utf8')).toBe(older);
});
