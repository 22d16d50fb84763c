import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startWith } from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { withNvidiaSmi } from '../../../support/nvidia-smi.ts';
import { sweepsIn } from '../../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const sweepIn = sweepsIn(folder, dataFolder(folder));

test('jobs take the GPUs that nvidia-smi lists in turn', async () => {
  const listed = ['0, GPU-a, NVIDIA H200', '1, GPU-b, NVIDIA H200', '2, GPU-c, NVIDIA H200'];
  const seen = join(folder, 'seen');
  const sweep = sweepIn('gpus', () => ({
    seeds: [0, 1, 2],
    grid: { estimator: ['ars'] },
    onFinish: { command: `echo "$CUDA_VISIBLE_DEVICES" >> '${seen}'` },
  }));
  const env = {
    PATH: withNvidiaSmi(folder, listed),
    // Of the three, two.
    CUDA_VISIBLE_DEVICES: '2,0',
  };
  const { exitCode, stderr } = await startWith(env, ...sweep.arguments, '--jobs', '2');
  expect(exitCode, stderr).toBe(0);
  const lines = readFileSync(seen, 'utf8').trim().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(new Set(lines)).toEqual(new Set(['GPU-c', 'GPU-a']));
});
