import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { RunReader } from '../../src/run-files/run-reader.ts';
import { walkResults } from '../../src/run-files/walk.ts';
import { obstacleTo } from '../../src/runs/continuation.ts';
import { runsOfFile } from '../support/sweeps/sweep.ts';

const reader = new RunReader();
const published = walkResults(join(packageRoot, 'docs/reproduction')).runs.map(({ directory }) =>
  reader.read(directory),
);

test.each([
  ['figure1-short.json', 75],
  ['figure1-short-more.json', 20],
  ['figure1-short-published.json', 15],
  ['figure1-fashion.json', 12],
  ['figure1-long.json', 24],
  // 30 of these are runs of figure1-short.json.
  ['figure1-extended.json', 162],
])('%s: each of its %i runs is published, complete', (name, count) => {
  const runs = runsOfFile(join(packageRoot, 'configs', name));
  const missing = runs.filter(
    ({ seed, config }) =>
      !published.some(
        ({ record, config: found }) =>
          record?.status === 'completed' &&
          record.seed === seed &&
          record.steps_done === config.steps &&
          obstacleTo(found, config) === undefined,
      ),
  );
  expect(missing.map(({ directory }) => directory)).toEqual([]);
  expect(runs).toHaveLength(count);
});
