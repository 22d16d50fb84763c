import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ImportModule } from '../../src/backends/backend.ts';
import { selectBackend } from '../../src/backends/select.ts';
import { BackendUnavailableError } from '../../src/core/errors.ts';
import { runOnce, shaped } from '../support/arrays.ts';

const GPU = '@tensorflow/tfjs-node-gpu';
const ORT = 'onnxruntime-node';
const NODE = '@tensorflow/tfjs-node';

function notInstalled(module: string): Error {
  return Object.assign(new Error(`Cannot find package '${module}' imported from select.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
}

/** An importer that knows these packages and no other; it lists what it was asked for. */
function importer(packages: Readonly<Record<string, () => unknown>>) {
  const asked: string[] = [];
  const importModule: ImportModule = (module) => {
    asked.push(module);
    const load = packages[module] ?? (() => Promise.reject(notInstalled(module)));
    return new Promise((resolve) => {
      resolve(load());
    });
  };
  return { asked, importModule };
}

const wasm = { '@tensorflow/tfjs-backend-wasm': () => import('@tensorflow/tfjs-backend-wasm') };
const auto = { name: 'auto', threads: null } as const;

/** Registers what libtensorflow's packages register: here, cpu's kernels under their name. */
function registerNative(isUsingGpuDevice: boolean): void {
  const createCpu = tf.findBackendFactory('cpu') as () => tf.KernelBackend;
  tf.registerBackend('tensorflow', () => Object.assign(createCpu(), { isUsingGpuDevice }));
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  onTestFinished(async () => {
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
    for (const { kernelName } of tf.getKernelsForBackend('tensorflow')) {
      tf.unregisterKernel(kernelName, 'tensorflow');
    }
  });
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('--backend auto', () => {
  test('tries the GPU first, then libtensorflow on the CPU, then wasm, and says why', async () => {
    const { asked, importModule } = importer(wasm);
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(asked).toEqual([GPU, ORT, NODE, '@tensorflow/tfjs-backend-wasm']);
    expect(backend.name).toBe('wasm');
    expect(passedOver).toEqual([
      { name: 'tfjs-node-gpu', reason: 'it is not installed' },
      { name: 'onnx', reason: 'it is not installed' },
      { name: 'tfjs-node', reason: 'it is not installed' },
    ]);
  });

  test('takes onnx where there is no GPU, and runs programs on it', async () => {
    const { backend, passedOver } = await selectBackend(auto);
    expect(backend.name).toBe('onnx');
    expect(backend.description).toMatch(/^onnx: ONNX Runtime \d+\.\d+\.\d+, CPU, \d+ threads?$/);
    expect(passedOver.map(({ name }) => name)).toEqual(['tfjs-node-gpu']);
    const { y } = await runOnce(backend, ({ x }) => ({ y: tf.mul(x!, 2) }), {
      x: shaped([2], [1, 2]),
    });
    expect(Array.from(y!)).toEqual([2, 4]);
  });

  test('gives onnx the threads that were asked for', async () => {
    const { backend } = await selectBackend({ name: 'onnx', threads: 1 });
    expect(backend.description).toMatch(/CPU, 1 thread$/);
  });

  test('takes cpu when nothing else loads', async () => {
    const { importModule } = importer({});
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(backend.name).toBe('cpu');
    expect(passedOver.map(({ name }) => name)).toEqual([
      'tfjs-node-gpu',
      'onnx',
      'tfjs-node',
      'wasm',
    ]);
  });

  test('counts any error as unavailable and gives the first line of its message', async () => {
    const { importModule } = importer({
      [GPU]: () => {
        throw new Error('libcudart.so.11.0: cannot open shared object file.\nmore\nlines');
      },
      [NODE]: () => {
        // What a native module throws need not be an error.
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'wrong architecture';
      },
      ...wasm,
    });
    const { passedOver } = await selectBackend(auto, importModule);
    expect(passedOver).toEqual([
      {
        name: 'tfjs-node-gpu',
        reason: 'libcudart.so.11.0: cannot open shared object file',
      },
      { name: 'onnx', reason: 'it is not installed' },
      { name: 'tfjs-node', reason: 'wrong architecture' },
    ]);
  });

  test('passes tfjs-node-gpu over when it loads and sees no GPU', async () => {
    const { importModule } = importer({
      [GPU]: () => {
        registerNative(false);
      },
      ...wasm,
    });
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(backend.name).toBe('wasm');
    expect(passedOver[0]).toEqual({
      name: 'tfjs-node-gpu',
      reason: expect.stringContaining('no GPU') as string,
    });
    expect(tf.getBackend()).toBe('wasm');
  });

  test('takes tfjs-node-gpu when it sees a GPU, and runs programs on it', async () => {
    const { asked, importModule } = importer({
      [GPU]: () => {
        registerNative(true);
      },
    });
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(backend.name).toBe('tfjs-node-gpu');
    expect(backend.description).toMatch(/^tfjs-node-gpu: .*GPU/);
    expect([asked, passedOver]).toEqual([[GPU], []]);

    await tf.setBackend('cpu');
    let engine = '';
    const { y } = await runOnce(
      backend,
      ({ x }) => {
        engine = tf.getBackend();
        return { y: tf.mul(x!, 2) };
      },
      { x: shaped([2], [1, 2]) },
    );
    expect([engine, ...y!]).toEqual(['tensorflow', 2, 4]);
  });

  test('takes tfjs-node without a GPU package', async () => {
    const { importModule } = importer({
      [NODE]: () => {
        registerNative(false);
      },
    });
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(backend.name).toBe('tfjs-node');
    expect(passedOver.map(({ name }) => name)).toEqual(['tfjs-node-gpu', 'onnx']);
  });
});

describe('a backend that is asked for by name', () => {
  test.each([
    ['tfjs-node-gpu', 'npm install @tensorflow/tfjs-node-gpu'],
    ['tfjs-node', 'npm install @tensorflow/tfjs-node`'],
    ['onnx', 'ONNXRUNTIME_NODE_INSTALL=skip'],
    ['wasm', 'npm ci'],
  ] as const)('%s and absent is an error with a way to install it', async (name, advice) => {
    const { importModule } = importer({});
    const error: unknown = await selectBackend({ name, threads: null }, importModule).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(BackendUnavailableError);
    expect(error).toMatchObject({ backend: name, exitCode: 2 });
    expect((error as Error).message).toMatch(/it is not installed\. .*/);
    expect((error as Error).message).toContain(advice);
    expect((error as Error).cause).toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
  });

  test('is an error, not another backend, when it sees no GPU', async () => {
    const { importModule } = importer({
      [GPU]: () => {
        registerNative(false);
      },
    });
    const selecting = selectBackend({ name: 'tfjs-node-gpu', threads: null }, importModule);
    await expect(selecting).rejects.toThrow(/"tfjs-node-gpu" is not available: .*no GPU/);
  });

  test('is taken without trying any other', async () => {
    const { asked, importModule } = importer({});
    const { backend, passedOver } = await selectBackend({ name: 'cpu', threads: 1 }, importModule);
    expect([backend.name, asked, passedOver]).toEqual(['cpu', [], []]);
  });
});

test('libtensorflow is told its number of threads before it loads', async () => {
  vi.stubEnv('TF_NUM_INTRAOP_THREADS', '');
  vi.stubEnv('TF_NUM_INTEROP_THREADS', '');
  let seen: unknown;
  const { importModule } = importer({
    [NODE]: () => {
      seen = [process.env.TF_NUM_INTRAOP_THREADS, process.env.TF_NUM_INTEROP_THREADS];
      registerNative(false);
    },
  });
  const { backend } = await selectBackend({ name: 'tfjs-node', threads: 3 }, importModule);
  expect(seen).toEqual(['3', '1']);
  expect(backend.description).toContain('3 threads');
});
