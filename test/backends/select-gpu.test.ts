import { afterEach, describe, expect, test, vi } from 'vitest';
import { selectBackend } from '../../src/backends/select.ts';
import { withNvidiaSmi } from '../support/nvidia-smi.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const folder = sharedFolder();
const listed = ['0, GPU-a1, NVIDIA H200', '1, GPU-b2, NVIDIA H200'];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('--gpu', () => {
  test('that is not there is an error that lists those that are', async () => {
    vi.stubEnv('PATH', withNvidiaSmi(folder, listed));
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
    const importModule = vi.fn();
    const selecting = selectBackend({ name: 'onnx-cuda', threads: null, gpu: 7 }, importModule);
    await expect(selecting).rejects.toThrow(
      'The backend "onnx-cuda" is not available: there is no GPU 7. --gpu takes the index or the beginning of the UUID ' +
        'of one of these: 0 (NVIDIA H200, GPU-a1), 1 (NVIDIA H200, GPU-b2).',
    );
    await expect(selecting).rejects.toMatchObject({ exitCode: 2 });
    expect(importModule).not.toHaveBeenCalled();
  });

  test.each(['onnx', 'tfjs-node', 'wasm', 'cpu'] as const)('is an error for %s', async (name) => {
    const importModule = () => Promise.reject(new Error('not installed'));
    const selecting = selectBackend({ name, threads: 1, gpu: 0 }, importModule);
    await expect(selecting).rejects.toThrow(
      'it computes on the CPU, and takes no --gpu 0. Leave --gpu out, or take tfjs-node-gpu, onnx-cuda, onnx-webgpu or auto.',
    );
  });

  test('keeps auto from the CPU', async () => {
    const importModule = () => Promise.reject(new Error('not installed'));
    const error: unknown = await selectBackend(
      { name: 'auto', threads: null, gpu: 99 },
      importModule,
    ).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ backend: 'auto', exitCode: 2 });
    const { message } = error as Error;
    expect(message).toMatch(/tfjs-node-gpu: .*; onnx-cuda: .*; onnx-webgpu: /);
    expect(message).not.toMatch(/tfjs-node:|wasm|cpu:/);
    expect(message).toContain('Without --gpu, auto takes the CPU, too.');
  });
});
