import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../../../src/config/schema.ts';
import { GpuTurns } from '../../../../src/sweeps/launchers/local/gpu-turns.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const folder = sharedFolder();
const cuda = [
  { name: 'NVIDIA H100', env: { CUDA_VISIBLE_DEVICES: 'GPU-a' } },
  { name: 'NVIDIA H100 PCIe', env: { CUDA_VISIBLE_DEVICES: 'GPU-b' } },
  { name: 'NVIDIA H100', env: { CUDA_VISIBLE_DEVICES: 'GPU-c' } },
];
const vulkan = [
  { name: 'NVIDIA H100', env: {} },
  { name: 'AMD Radeon', env: { VK_LOADER_DEVICE_SELECT: '0x1002:0x744c' } },
];
const run = { config: configSchema.parse({}) };
const turns = new GpuTurns([cuda, vulkan]);

/** The run.json of a run that a backend with this description computed. */
function recordOf(description: string): string {
  const file = join(folder, `${description.length}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ backend: { name: 'onnx-cuda', description } }));
  return file;
}

const taken = (job: number, description?: string) =>
  turns.envOf(run, job, description === undefined ? '/nowhere' : recordOf(description));

test('jobs take the GPUs of every driver in turn', () => {
  expect([0, 1, 2, 3].map((job) => taken(job))).toEqual([
    { CUDA_VISIBLE_DEVICES: 'GPU-a' },
    { CUDA_VISIBLE_DEVICES: 'GPU-b', VK_LOADER_DEVICE_SELECT: '0x1002:0x744c' },
    { CUDA_VISIBLE_DEVICES: 'GPU-c' },
    { CUDA_VISIBLE_DEVICES: 'GPU-a', VK_LOADER_DEVICE_SELECT: '0x1002:0x744c' },
  ]);
});

test('a run goes on with a GPU of the name that it began on, in turn where there are several', () => {
  const on = (gpu: string) => `onnx-cuda: ONNX Runtime 1.30.0, CUDA, ${gpu}`;
  const gpus = (gpu: string) => [0, 1, 2].map((job) => taken(job, on(gpu)).CUDA_VISIBLE_DEVICES);
  expect(gpus('NVIDIA H100')).toEqual(['GPU-a', 'GPU-a', 'GPU-c']);
  expect(gpus('NVIDIA H100 PCIe')).toEqual(['GPU-b', 'GPU-b', 'GPU-b']);
  // None is left of that name: the run itself says so.
  expect(gpus('NVIDIA A100')).toEqual(['GPU-a', 'GPU-b', 'GPU-c']);
});

test('one GPU is nothing to choose from, and a run may choose its own', () => {
  expect(new GpuTurns([cuda.slice(0, 1), []]).envOf(run, 1, '/nowhere')).toEqual({});
  const own = { config: configSchema.parse({ backend: { gpu: 1 } }) };
  expect(turns.envOf(own, 1, '/nowhere')).toEqual({});
});
