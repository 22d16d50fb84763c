import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startWith, startWithin } from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import {
  renamedDriver,
  softwareDriver,
  softwareGpuEnv,
  installSoftwareGpu,
  whyNoSoftwareGpu,
} from '../../../support/software-gpu.ts';
import { withNvidiaSmi } from '../../../support/nvidia-smi.ts';
import { sweepsIn } from '../../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const sweepIn = sweepsIn(folder, dataFolder(folder));

const reason = whyNoSoftwareGpu();

test.skipIf(reason !== undefined)(
  `jobs take the GPUs of WebGPU in turn${reason === undefined ? '' : ` (${reason})`}`,
  async () => {
    await installSoftwareGpu();
    const sweep = sweepIn('webgpu', () => ({
      ...{ seeds: [0, 1], steps: 2, grid: { estimator: ['ars'] } },
      backend: { name: 'onnx-webgpu' },
    }));
    const env = softwareGpuEnv(softwareDriver, renamedDriver(join(folder, 'second'), 'Second'));
    const { exitCode, stderr } = await startWithin(500_000, env, ...sweep.arguments, '--jobs', '2');
    expect(exitCode, stderr).toBe(0);
    const adapters = [0, 1].map((seed) => {
      const { record } = new RunFiles(sweep.run(`ars-c3-v3/seed-${seed}`));
      return /SwiftShader \w+/.exec(record.backend.description)?.[0];
    });
    expect(adapters.toSorted()).toEqual(['SwiftShader Device', 'SwiftShader Second']);
  },
  900_000,
);

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
