import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { RunReader } from '../../src/run-files/run-reader.ts';
import { SweepDirectory } from '../../src/run-files/sweep-directory.ts';
import { obstacleTo } from '../../src/runs/continuation.ts';
import type { SweepRun } from '../../src/sweeps/expand.ts';
import { hasCompleted, readRunStatus } from '../../src/sweeps/run-status.ts';
import { runsOfFile } from '../support/sweeps/sweep.ts';

const published = join(packageRoot, 'docs/reproduction');
const reader = new RunReader();

/** Whether the published folder of an experiment has this run, complete for a sweep that finds it there. */
function isIn(experiment: string, { directory, config, seed }: SweepRun): boolean {
  const folder = new SweepDirectory(join(published, experiment)).run(directory);
  const status = readRunStatus(folder, Date.now(), config, reader);
  const { record, config: found } = reader.read(folder);
  return hasCompleted(status) && record?.seed === seed && obstacleTo(found, config) === undefined;
}

test.each([
  ['figure1-short.json', 75],
  ['figure1-short-more.json', 20],
  ['figure1-short-published.json', 15],
  ['figure1-fashion.json', 12],
  ['figure1-long.json', 24],
  // 30 of these are runs of figure1-short.json, and published there alone.
  ['figure1-extended.json', 162],
])('%s: each of its %i runs is published, complete', (name, count) => {
  const runs = runsOfFile(join(packageRoot, 'configs', name));
  const missing = runs.filter((run) => !isIn(run.config.name, run) && !isIn('figure1-short', run));
  expect(missing.map(({ directory }) => directory)).toEqual([]);
  expect(runs).toHaveLength(count);
});
