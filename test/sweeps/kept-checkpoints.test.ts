import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder } from '../support/runs/small-data.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { startedRuns, SweepFolder, tinySweep } from '../support/sweeps/sweep-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('runs of a sweep keep checkpoints, and complete ones that lack some are named', async () => {
  const data = dataFolder(sharedFolder());
  const sweepOf = (keep: string | number[]) =>
    tinySweep(data, { grid: { estimator: ['ars', 'arsm'] }, steps: 4, checkpoint: { keep } });
  const folder = new SweepFolder(temporaryFolder(), sweepOf('every 2'));
  const first = await folder.sweep();
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.stderr).not.toContain('checkpoint.keep');
  const kept = () => readdirSync(join(folder.run('ars-c3-v3/seed-0'), 'checkpoints')).sort();
  expect(kept()).toEqual([0, 2, 4].map((step) => `step-${step}.safetensors`));
  folder.describe(sweepOf([0, 1]));
  const again = await folder.sweep();
  expect(again).toMatchObject({ exitCode: 0 });
  expect(startedRuns(again)).toEqual([]);
  expect(again.stderr).toContain(
    'ars-c3-v3/seed-0 (and 1 more): checkpoint.keep: the run has passed step 1 without keeping',
  );
  expect(kept()).toHaveLength(3);
});
