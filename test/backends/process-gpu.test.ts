import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withNvidiaSmi } from '../support/nvidia-smi.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const folder = sharedFolder();

/** A process that has started no driver yet. */
const fresh = async () => {
  vi.resetModules();
  return (await import('../../src/backends/process-gpu.ts')).startOnGpu;
};

const visible = () => Promise.resolve(process.env.CUDA_VISIBLE_DEVICES);
const fails = () => Promise.reject(new Error('not installed'));
const other = /has started its driver on another GPU than NVIDIA H200, and cannot change it/;

beforeEach(() => {
  const listed = ['0, GPU-a1, NVIDIA H200', '1, GPU-b2, NVIDIA H200'];
  vi.stubEnv('PATH', withNvidiaSmi(folder, listed));
  vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a library finds the GPU in its environment when it loads', async () => {
  const startOnGpu = await fresh();
  expect(await startOnGpu('cuda', null, visible)).toBeUndefined();
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '1');
  const startAgain = await fresh();
  await expect(startAgain('cuda', 0, visible)).rejects.toThrow('there is no GPU 0');
  expect(await startAgain('cuda', 1, visible)).toBe('GPU-b2');
});

test('a process keeps its GPU: a driver reads its environment once', async () => {
  const startOnGpu = await fresh();
  expect(await startOnGpu('cuda', 'GPU-b', visible)).toBe('GPU-b2');
  // By another name, and by none.
  expect(await startOnGpu('cuda', 1, visible)).toBe('GPU-b2');
  expect(await startOnGpu('cuda', null, visible)).toBe('GPU-b2');
  // It is no longer listed.
  await expect(startOnGpu('cuda', 0, visible)).rejects.toThrow('there is no GPU 0');

  const startWithout = await fresh();
  vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
  await startWithout('cuda', null, visible);
  await expect(startWithout('cuda', 0, visible)).rejects.toThrow(other);
});

test('a library that did not start leaves the choice open', async () => {
  const startOnGpu = await fresh();
  await expect(startOnGpu('cuda', null, fails)).rejects.toThrow('not installed');
  expect(await startOnGpu('cuda', 0, visible)).toBe('GPU-a1');
});
