import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ImportModule } from '../../src/backends/backend.ts';
import { selectBackend, tryBackend } from '../../src/backends/select.ts';
import { BackendUnavailableError } from '../../src/core/backend-errors.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { withNvidiaSmi } from '../support/nvidia-smi.ts';
import { sharedFolder } from '../support/shared-folder.ts';

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
  const importModule: ImportModule = (specifier) => {
    // Whatever scripts/build-tfjs-node.sh has made here is asked for by its file.
    const [, module = specifier] = /node_modules\/(@tensorflow\/[\w-]+)/.exec(specifier) ?? [];
    asked.push(module);
    const load = packages[module] ?? (() => Promise.reject(notInstalled(module)));
    return new Promise((resolve) => {
      resolve(load());
    });
  };
  return { asked, importModule };
}

const folder = sharedFolder();
const listed = ['0, GPU-a1, NVIDIA H200', '1, GPU-b2, NVIDIA H200'];

const wasm = { '@tensorflow/tfjs-backend-wasm': () => import('@tensorflow/tfjs-backend-wasm') };
const auto = { name: 'auto', threads: null } as const;

/** Registers what one of libtensorflow's packages registers: here, cpu's kernels under their name. */
function registerNative(name: string, isUsingGpuDevice: boolean): void {
  const createCpu = tf.findBackendFactory('cpu') as () => tf.KernelBackend;
  const native = {
    isGPUPackage: name === GPU,
    isUsingGpuDevice,
    binding: { TF_Version: '2.12.1' },
  };
  // Like the packages, which start at once: the engine that registers second is not heard.
  if (!tf.registerBackend('tensorflow', () => Object.assign(createCpu(), native))) return;
  void tf.setBackend('tensorflow');
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  onTestFinished(async () => {
    await tf.setBackend('cpu');
    tf.removeBackend('tensorflow');
    for (const { kernelName } of tf.getKernelsForBackend('tensorflow')) {
      tf.unregisterKernel(kernelName, 'tensorflow');
    }
  });
}

/** A package that registers itself when it is imported. */
const native = (name: string, isUsingGpuDevice = false) => ({
  [name]: () => {
    registerNative(name, isUsingGpuDevice);
  },
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('--backend auto', () => {
  test('tries the GPU first, then libtensorflow on the CPU, then wasm, and says why', async () => {
    const { asked, importModule } = importer(wasm);
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(asked).toEqual([GPU, ORT, ORT, ORT, NODE, '@tensorflow/tfjs-backend-wasm']);
    expect(backend.name).toBe('wasm');
    expect(passedOver).toEqual([
      { name: 'tfjs-node-gpu', reason: 'it is not installed' },
      { name: 'onnx-cuda', reason: 'it is not installed' },
      { name: 'onnx-webgpu', reason: 'it is not installed' },
      { name: 'onnx', reason: 'it is not installed' },
      { name: 'tfjs-node', reason: 'it is not installed' },
    ]);
  });

  test('takes onnx where there is no GPU, and runs programs on it', async () => {
    const { backend, passedOver } = await selectBackend(auto);
    expect(backend.name).toBe('onnx');
    expect(backend.description).toMatch(/^onnx: ONNX Runtime \d+\.\d+\.\d+, CPU, \d+ threads?$/);
    expect(passedOver).toMatchObject([
      { name: 'tfjs-node-gpu' },
      { name: 'onnx-cuda', reason: 'there is no device of a GPU in /dev' },
      { name: 'onnx-webgpu', reason: 'there is no device of a GPU in /dev' },
    ]);
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
      'onnx-cuda',
      'onnx-webgpu',
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
      { name: 'onnx-cuda', reason: 'it is not installed' },
      { name: 'onnx-webgpu', reason: 'it is not installed' },
      { name: 'onnx', reason: 'it is not installed' },
      { name: 'tfjs-node', reason: 'wrong architecture' },
    ]);
  });

  test('computes on the CPU with the libtensorflow of tfjs-node-gpu when that sees no GPU', async () => {
    const { asked, importModule } = importer({ ...native(GPU), ...native(NODE) });
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(backend.description).toMatch(
      /^tfjs-node: .*, libtensorflow 2\.12\.1 of tfjs-node-gpu, CPU, /,
    );
    expect(passedOver[0]).toEqual({
      name: 'tfjs-node-gpu',
      reason: expect.stringContaining('no GPU') as string,
    });
    expect(asked).toEqual([GPU, ORT, ORT, ORT]);
  });

  test('takes tfjs-node-gpu when it sees a GPU, and runs programs on it', async () => {
    vi.stubEnv('PATH', withNvidiaSmi(folder, listed));
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '1');
    const { asked, importModule } = importer(native(GPU, true));
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(backend.name).toBe('tfjs-node-gpu');
    expect(backend.description).toMatch(
      /^tfjs-node-gpu: .*, GPU, NVIDIA H200, \d+ threads? on the host$/,
    );
    expect(backend.gpu).toBe('GPU-b2');
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
    const { importModule } = importer(native(NODE));
    const { backend, passedOver } = await selectBackend(auto, importModule);
    expect(backend.name).toBe('tfjs-node');
    expect(passedOver.map(({ name }) => name)).toEqual([
      'tfjs-node-gpu',
      'onnx-cuda',
      'onnx-webgpu',
      'onnx',
    ]);
  });
});

describe('a backend that is asked for by name', () => {
  test.each([
    ['tfjs-node-gpu', 'npm install @tensorflow/tfjs-node-gpu'],
    ['tfjs-node', 'npm install @tensorflow/tfjs-node`'],
    ['onnx-cuda', 'docs/gpus.md'],
    ['onnx-webgpu', 'docs/gpus.md'],
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
    const { importModule } = importer(native(GPU));
    const selecting = selectBackend({ name: 'tfjs-node-gpu', threads: null }, importModule);
    await expect(selecting).rejects.toThrow(/"tfjs-node-gpu" is not available: .*no GPU/);
  });

  test.each([
    ['tfjs-node', 'tfjs-node-gpu', true],
    ['tfjs-node-gpu', 'tfjs-node', false],
  ] as const)(
    '%s is no other name for the libtensorflow of %s, which is loaded already',
    async (name, loaded, onGpu) => {
      const { importModule } = importer({ ...native(GPU, onGpu), ...native(NODE) });
      const { backend } = await selectBackend({ name: loaded, threads: 1 }, importModule);
      expect(backend.description).toContain(`${loaded}: `);
      const selecting = selectBackend({ name, threads: 1 }, importModule);
      await expect(selecting).rejects.toThrow(`loaded the libtensorflow of ${loaded}`);
    },
  );

  test('gives a reason without the full stop and the space at its end', async () => {
    const { importModule } = importer({
      [NODE]: () => {
        // As tfjs-node says it.
        throw new Error('The native addon module can not be found at path: lib. \nPlease run');
      },
    });
    const selecting = selectBackend({ name: 'tfjs-node', threads: null }, importModule);
    await expect(selecting).rejects.toThrow(/at path: lib\. Run `npm install/);
  });

  test('gives the reason and the remedy apart to whoever lists backends', async () => {
    const { importModule } = importer({});
    const asked = { byName: true };
    expect(await tryBackend('wasm', null, asked, importModule)).toMatchObject({
      name: 'wasm',
      backend: undefined,
      reason: 'it is not installed',
      remedy: 'Run `npm ci` again: it comes with vae-bench.',
    });
    expect(await tryBackend('cpu', 1, asked, importModule)).toMatchObject({
      name: 'cpu',
      backend: { name: 'cpu' },
    });
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
      registerNative(NODE, false);
    },
  });
  const { backend } = await selectBackend({ name: 'tfjs-node', threads: 3 }, importModule);
  expect(seen).toEqual(['3', '1']);
  expect(backend.description).toContain('3 threads');
});

test('libtensorflow finds what newer versions of Node lack, and is told to be quiet', async () => {
  vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', undefined);
  // As in Node 23 and later, where the second one warns. Nothing else of this process calls them.
  Object.assign(util, { isNullOrUndefined: undefined, isArray: undefined });
  let seen: unknown;
  const { importModule } = importer({
    [NODE]: () => {
      const { isNullOrUndefined, isArray } = util as unknown as Record<
        string,
        (x: unknown) => boolean
      >;
      const values = [null, undefined, 0, '', []];
      seen = [
        values.map(isNullOrUndefined!),
        values.map(isArray!),
        process.env.TF_CPP_MIN_LOG_LEVEL,
      ];
      registerNative(NODE, false);
    },
  });
  await selectBackend({ name: 'tfjs-node', threads: 1 }, importModule);
  expect(seen).toEqual([
    [true, true, false, false, false],
    [false, false, false, false, true],
    '2',
  ]);

  vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', '0');
  await selectBackend({ name: 'tfjs-node', threads: 1 }, importModule);
  expect(process.env.TF_CPP_MIN_LOG_LEVEL).toBe('0');
});
