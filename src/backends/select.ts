import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import type { Config } from '../config/schema.ts';
import { BackendUnavailableError } from '../core/errors.ts';
import type { Backend } from './backend.ts';
import { EagerBackend } from './eager.ts';
import { transposeBeforeMatMul } from './wasm.ts';

/** A backend by name, as the configuration knows it. */
export type BackendName = Exclude<Config['backend']['name'], 'auto'>;

/** The chosen backend, and why better ones were passed over. */
export interface Selection {
  readonly backend: Backend;
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

/** Imports a package; replaced in tests. */
export type ImportModule = (name: string) => Promise<unknown>;

interface Candidate {
  readonly install: string;
  /** Rejects with the reason when the backend cannot be used here. */
  load(threads: number | null, importModule: ImportModule): Promise<Backend>;
}

const VERSION = tf.version_core;

/** What tfjs-node and tfjs-node-gpu register themselves as. */
const NATIVE_ENGINE = 'tensorflow';

async function loadNative(name: string, importModule: ImportModule): Promise<unknown> {
  await importModule(`@tensorflow/${name}`);
  if (!(await tf.setBackend(NATIVE_ENGINE))) throw new Error('it did not start');
  return tf.backend();
}

/** libtensorflow reads its thread counts from the environment when it starts. */
function limitNativeThreads(threads: number | null): string {
  // As many as cores by itself; the number is told because rounding depends on it.
  if (threads === null) return `${availableParallelism()} threads`;
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = '1';
  return threads === 1 ? '1 thread' : `${threads} threads`;
}

function nativeBackend(name: string, description: string, threads: number | null): EagerBackend {
  return new EagerBackend(name, description, NATIVE_ENGINE, threads ?? availableParallelism());
}

async function loadOwn(name: string): Promise<Backend> {
  if (!(await tf.setBackend(name))) throw new Error('it did not start');
  return new EagerBackend(name, `${name}: TensorFlow.js ${VERSION}, CPU, 1 thread`);
}

/** In the order that `auto` tries them. */
const candidates = {
  'tfjs-node-gpu': {
    install:
      'It needs Node 22 or older, CUDA 11 and `npm install @tensorflow/tfjs-node-gpu`, whose install script downloads libtensorflow.',
    async load(threads, importModule) {
      const shown = limitNativeThreads(threads);
      const native = await loadNative('tfjs-node-gpu', importModule);
      if ((native as { isUsingGpuDevice?: boolean }).isUsingGpuDevice !== true) {
        throw new Error('it loaded, but sees no GPU');
      }
      const description = `tfjs-node-gpu: TensorFlow.js ${VERSION}, GPU, ${shown} on the host`;
      return nativeBackend('tfjs-node-gpu', description, threads);
    },
  },
  onnx: {
    install: 'Run `npm ci` again: it comes with vae-bench, for x64 and arm64.',
    async load(threads, importModule) {
      // Its native part exists for some platforms only.
      await importModule('onnxruntime-node');
      const { OnnxBackend } = await import('./onnx/onnx-backend.ts');
      return new OnnxBackend(threads ?? availableParallelism());
    },
  },
  'tfjs-node': {
    install:
      'Run `npm install @tensorflow/tfjs-node`, whose install script downloads libtensorflow.',
    async load(threads, importModule) {
      const shown = limitNativeThreads(threads);
      await loadNative('tfjs-node', importModule);
      const description = `tfjs-node: TensorFlow.js ${VERSION}, CPU, ${shown}`;
      return nativeBackend('tfjs-node', description, threads);
    },
  },
  wasm: {
    install: 'Run `npm ci` again: it comes with vae-bench.',
    async load(_threads, importModule) {
      await importModule('@tensorflow/tfjs-backend-wasm');
      const backend = await loadOwn('wasm');
      transposeBeforeMatMul();
      return backend;
    },
  },
  cpu: {
    install: 'Run `npm ci` again: it comes with vae-bench.',
    load: () => loadOwn('cpu'),
  },
} as const satisfies Record<BackendName, Candidate>;

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_MODULE_NOT_FOUND') {
    return 'it is not installed';
  }
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n');
  return line.replace(/\.$/, '');
}

/**
 * Loads the backend that the configuration asks for; `auto` takes the first that works. Any error
 * while loading one counts as "not available".
 *
 * @throws BackendUnavailableError when a backend asked for by name cannot be used.
 */
export async function selectBackend(
  { name, threads }: Config['backend'],
  importModule: ImportModule = (module) => import(module),
): Promise<Selection> {
  // Off: the banner that recommends tfjs-node, and a scan of every result for NaN, which the
  // training loop does on its metrics.
  tf.enableProdMode();
  if (name !== 'auto') {
    try {
      return { backend: await candidates[name].load(threads, importModule), passedOver: [] };
    } catch (cause) {
      throw new BackendUnavailableError(name, reasonOf(cause), candidates[name].install, {
        cause,
      });
    }
  }
  const passedOver: { name: BackendName; reason: string }[] = [];
  for (const candidate of Object.keys(candidates) as BackendName[]) {
    try {
      return { backend: await candidates[candidate].load(threads, importModule), passedOver };
    } catch (error) {
      passedOver.push({ name: candidate, reason: reasonOf(error) });
    }
  }
  const reasons = passedOver.map((other) => `${other.name}: ${other.reason}`).join('; ');
  throw new BackendUnavailableError('auto', reasons, 'Run `npm ci` again.');
}
