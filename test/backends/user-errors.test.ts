import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { DeviceArray, Program } from '../../src/backends/backend.ts';
import * as onnx from '../../src/backends/onnx/errors.ts';
import { asDeviceError, asMemoryError, withUserErrors } from '../../src/backends/user-errors.ts';
import {
  BackendMemoryError,
  DeviceLostError,
  ShapeError,
  UntraceableError,
} from '../../src/core/backend-errors.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const reading: Program = ({ x }) => ({ y: tf.scalar(x!.dataSync()[0]!) });
const double: Program = ({ x }) => ({ y: tf.mul(x!, 2) });

describe('an error of the onnx library becomes a user error of vae-bench', () => {
  test('with advice that names its flags, from a program', async () => {
    const run = (await backendFor('onnx')).compile(reading, { x: [1] });
    const error: unknown = await run({ x: Float32Array.of(1) }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UntraceableError);
    expect(String(error)).toMatch(/reading the values of a tensor .* --backend wasm, or cpu\.$/);
    expect((error as Error).cause).toBeInstanceOf(onnx.UntraceableError);
  });

  test('with advice that names its flags, from a loop', async () => {
    const shapes = { carried: {}, sliced: { x: [1] }, fixed: {} };
    const loop = (await backendFor('onnx')).compileLoop(reading, shapes);
    await expect(
      loop({ iterations: 1, carried: {}, sliced: { x: Float32Array.of(1) }, fixed: {} }),
    ).rejects.toThrow(UntraceableError);
  });

  test.each(testedBackends)('for a wrong shape, on %s', async (name) => {
    const run = (await backendFor(name)).compile(double, { x: [2] });
    await expect(run({ x: Float32Array.of(1) })).rejects.toThrow(ShapeError);
  });

  test('and any other error stays what it is', async () => {
    const failure = new RangeError('of the program');
    const failing: Program = () => {
      throw failure;
    };
    const run = (await backendFor('onnx')).compile(failing, {});
    await expect(run({})).rejects.toBe(failure);
  });
});

/** What ONNX Runtime puts before a reason. */
const place =
  '/onnxruntime_src/onnxruntime/core/providers/webgpu/buffer_manager.cc:641 void onnxruntime::webgpu::BufferManager::' +
  'Download(WGPUBuffer, void*, size_t) const map_async_result.status == wgpu::MapAsyncStatus::Success was false.';

describe('an error of an engine that has no memory left', () => {
  test.each([
    ['wasm', new Error('memory access out of bounds')],
    ['wasm', new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')],
    ['cpu', new RangeError('Array buffer allocation failed')],
    ['cpu', new RangeError('Invalid typed array length: 99999999999')],
    ['onnx', new Error('Failed to allocate memory for requested buffer of size 8589934592')],
    // As ONNX Runtime 1.30 gives it for a buffer of 6.4 GB on SwiftShader.
    [
      'onnx-webgpu',
      new Error(
        'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.',
      ),
    ],
    ['onnx-cuda', new Error('CUDA failure 2: out of memory ; GPU=0')],
    ['tfjs-node', new Error('OOM when allocating tensor with shape[4951,200,20,100]')],
  ])('of %s becomes a user error with a remedy: %s', (backend, error) => {
    const shown = asMemoryError(error, backend);
    expect(shown).toBeInstanceOf(BackendMemoryError);
    const { message, cause } = shown as BackendMemoryError;
    expect(message).toContain(`The backend ${backend} has no memory`);
    expect(message).toContain('--batch-size');
    expect(message.includes('--backend onnx')).toBe(backend === 'wasm');
    expect(cause).toBe(error);
  });

  test.each([
    'VK_ERROR_DEVICE_LOST while calling QueueSubmit',
    'Failed to download data from buffer: A valid external Instance reference no longer exists. Device was lost',
    // As ONNX Runtime 1.30 says it when a driver has lost its device (VK_ERROR_DEVICE_LOST of vkQueueSubmit).
    `${place} Failed to download data from buffer. wgpu::MapAsyncStatus value: 4, message: [Device] is lost.`,
    'DXGI_ERROR_DEVICE_REMOVED',
    'CUDA failure 719: unspecified launch failure ; GPU=0',
  ])('a lost device is told apart: %s', (message) => {
    const cause = new Error(message);
    const shown = asDeviceError(cause, 'onnx-webgpu');
    expect(shown).toBeInstanceOf(DeviceLostError);
    expect(shown).toMatchObject({ code: 'E_DEVICE_LOST', exitCode: 1, cause });
    expect((shown as Error).message).toContain('goes on from the last checkpoint');
    expect((shown as Error).message).not.toContain('onnxruntime_src');
    expect(asMemoryError(shown, 'onnx-webgpu')).toBe(shown);
    expect(asDeviceError(new Error('out of memory'), 'wasm')).not.toBeInstanceOf(DeviceLostError);
  });

  test('is not what other errors become', () => {
    const error = new TypeError('x is not a function');
    expect(asMemoryError(error, 'wasm')).toBe(error);
  });

  test('reaches who reads what a program or a loop gave', async () => {
    const lost = () => Promise.reject(new Error('[Device] is lost.'));
    const array = (): DeviceArray => ({ shape: [], read: lost, dispose: () => undefined });
    const backend = withUserErrors({
      ...{ name: 'onnx-webgpu', description: 'onnx-webgpu: a broken one' },
      compile: () => () => Promise.resolve({ y: array() }),
      compileLoop: () => () => Promise.resolve({ carried: { y: array() }, collected: {} }),
    });
    const shapes = { carried: {}, sliced: {}, fixed: {}, iterations: 1 };
    const { y } = await backend.compile((inputs) => inputs, {})({});
    await expect(y?.read()).rejects.toThrow(DeviceLostError);
    const { carried } = await backend.compileLoop((inputs) => inputs, shapes)(shapes);
    await expect(carried.y?.read()).rejects.toThrow(DeviceLostError);
  });

  test('reaches the caller of a program', async () => {
    const failing: Program = () => {
      throw new Error('memory access out of bounds');
    };
    const run = (await backendFor('wasm')).compile(failing, {});
    await expect(run({})).rejects.toThrow(BackendMemoryError);
  });
});
