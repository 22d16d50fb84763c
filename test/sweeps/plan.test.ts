import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../src/core/file-errors.ts';
import { SweepDirectoryError } from '../../src/core/sweep-errors.ts';
import { readManifest } from '../../src/run-files/manifest.ts';
import { SweepDirectory } from '../../src/run-files/sweep-directory.ts';
import { manifestOf, writeManifest } from '../../src/sweeps/manifest.ts';
import type { SweepRun } from '../../src/sweeps/expand.ts';
import { pendingRuns, planSweep } from '../../src/sweeps/plan.ts';
import { issuesOf } from '../config/issues.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import { tinySweep } from '../support/sweeps/sweep-process.ts';
import { runsOf } from '../support/sweeps/sweep.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The plan of a sweep whose results would be in a new folder, with what `prepare` puts there. */
function planOf(changes: object, prepare: (directory: SweepDirectory) => void = () => undefined) {
  const folder = temporaryFolder();
  const directory = new SweepDirectory(join(folder, 'results/tiny'));
  prepare(directory);
  return planSweep(directory, runsOf(tinySweep(dataFolder(folder), changes)));
}

const record = { status: 'completed', reason: null, steps: 4, steps_done: 4, started: '2026' };

/** Writes a run's run.json, and nothing else. */
const recorded =
  (run: string, changes: object) =>
  (directory: SweepDirectory): void => {
    const { path, record: file } = directory.run(run);
    mkdirSync(path, { recursive: true });
    writeFileSync(file, JSON.stringify({ ...record, ...changes }));
  };

describe('a plan', () => {
  test('has the cost of every run', () => {
    const { runs } = planOf({ grid: { estimator: ['arsm', 'ars'] }, steps: 5 });
    expect(runs.map(({ cost }) => cost)).toEqual([
      // 5 steps × 5 images × 4 evaluations; 3 measurements of 10 training images and 4 test images × 5
      // samples; 5 × 5 × (4 + 3) + 3 × 30.
      { functionEvaluations: 100, measurements: 3, rowsPerMeasurement: 30, work: 265 },
      { functionEvaluations: 75, measurements: 3, rowsPerMeasurement: 30, work: 240 },
    ]);
  });

  test('starts the longest runs first, and failed ones when asked', () => {
    const plan = planOf({ grid: { categories: [2, 4, 3] } });
    const states = ['waiting', 'failed', 'stopped'] as const;
    const runs = plan.runs.map((run, at) => ({
      ...run,
      status: { ...run.status, state: states[at]! },
    }));
    const order = (retryFailed: boolean) =>
      pendingRuns({ ...plan, runs }, { retryFailed }).map(({ config }) => config.categories);
    expect(order(false)).toEqual([3, 2]);
    expect(order(true)).toEqual([4, 3, 2]);
  });

  test.each([
    [{ batchSize: 50 }, 'batchSize: is 50; idx has 10 training images (ars+-c3-v3/seed-0)'],
    [
      { evaluation: { every: 2, samples: 5, testImages: 9 } },
      'evaluation.testImages: is 9; idx has 4 test images (ars+-c3-v3/seed-0)',
    ],
  ])('of %j is refused', (changes, expected) => {
    const issues = issuesOf(() => planOf(changes));
    expect(issues.map(({ path, message }) => `${path}: ${message}`)).toEqual([expected]);
  });

  test('of data that are not there is refused', () => {
    expect(() => planOf({ data: { directory: '/nowhere' } })).toThrow(DatasetError);
  });

  test('extends complete runs that it wants more steps of', () => {
    const plan = (steps: number) =>
      planOf({ steps }, (directory) => {
        recorded('ars+-c3-v3/seed-0', {})(directory);
        const { config } = runsOf(tinySweep('/data', { steps: 4 }))[0]!;
        const files = directory.run('ars+-c3-v3/seed-0');
        writeFileSync(files.config, JSON.stringify(config));
        writeFileSync(files.metrics, 'step\n2\n4\n');
      });
    const states = (steps: number) => plan(steps).runs.map(({ status }) => status.state);
    expect(states(4)).toEqual(['completed']);
    expect(states(9)).toEqual(['extend']);
    expect(pendingRuns(plan(9), { retryFailed: false })).toHaveLength(1);
    expect(plan(9).runs[0]!.status).toMatchObject({ step: 4, steps: 9 });
    expect(() => plan(3)).toThrow(
      /holds a run of 4 steps, more than the 3 asked for\. To go on with it, add `--set steps=4`\. Otherwise/,
    );
  });

  test('is refused when a folder has a run without its configuration', () => {
    expect(() => planOf({}, recorded('ars+-c3-v3/seed-0', {}))).toThrow(
      /seed-0 holds a run of another configuration/,
    );
  });
});

test('a plan is refused with what would make it go on with what is there', () => {
  const prepare = (directory: SweepDirectory) => {
    const { path, config } = directory.run('ars+-c3-v3/seed-0');
    mkdirSync(path, { recursive: true });
    const [{ config: there }] = runsOf(tinySweep('/data', { batchSize: 7 })) as [SweepRun];
    writeFileSync(config, JSON.stringify(there));
  };
  expect(() => planOf({}, prepare)).toThrow(
    /seed-0 holds .* \(there → now, below\)\. To go on with it, add `--set batchSize=7`\. .*\n {2}batchSize: 7 → 5$/,
  );
});

describe('a manifest', () => {
  const runs = () => runsOf({ grid: { categories: [3, 5] } });

  test('is read as it was written', () => {
    const directory = new SweepDirectory(join(temporaryFolder(), 'results/s'));
    const manifest = manifestOf('s', runs());
    writeManifest(directory, manifest);
    expect(readManifest(directory.manifest)).toEqual(manifest);
    expect(manifest.runs.map(({ directory: run }) => run)).toEqual([
      'ars+-c3/seed-0',
      'ars+-c5/seed-0',
    ]);
  });

  test.each(['', '{}', '{"format": 2, "name": "s", "runs": []}', '[1]'])(
    'that holds %j is an error',
    (text) => {
      const file = join(temporaryFolder(), 'sweep.json');
      writeFileSync(file, text);
      expect(() => readManifest(file)).toThrow(SweepDirectoryError);
    },
  );

  test('whose folder cannot be made is an error', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const directory = new SweepDirectory(join(file, 'below'));
    expect(() => {
      writeManifest(directory, manifestOf('s', runs()));
    }).toThrow(/below cannot be written to \((ENOTDIR|EEXIST)\)\. A file is in the way/);
  });
});
