import { availableParallelism } from 'node:os';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { Backend, ImportModule } from './backend.ts';
import { builtPackage } from './built-package.ts';
import { EagerBackend } from './eager.ts';

/** What tfjs-node and tfjs-node-gpu register themselves as. */
const ENGINE = 'tensorflow';

/** What both packages register. */
interface NativeBackend extends tf.KernelBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** The package whose libtensorflow this process has loaded. */
const packageOf = ({ isGPUPackage }: NativeBackend): string =>
  isGPUPackage ? 'tfjs-node-gpu' : 'tfjs-node';

/** libtensorflow reads these from the environment when it starts. */
function setEnvironment(threads: number | null): void {
  // Errors only: otherwise it writes to standard error what instructions it could use, and the like.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (threads === null) return;
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = '1';
}

/**
 * Gives Node the functions back that the packages call: version 22 warns of them, and version 23 has only
 * one of the two.
 */
function restoreUtil(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => (value ?? null) === null,
  });
}

/**
 * The backend of the one libtensorflow of this process: two would share the name of their libraries, and
 * TensorFlow.js keeps the engine that registered first.
 */
async function load(name: string, importModule: ImportModule): Promise<NativeBackend> {
  // TensorFlow.js types it as if it were always there.
  if ((tf.findBackend(ENGINE) as tf.KernelBackend | null) === null) {
    restoreUtil();
    await importModule(builtPackage(`@tensorflow/${name}`));
  }
  if (!(await tf.setBackend(ENGINE))) throw new Error('it did not start');
  return tf.backend() as NativeBackend;
}

/** What libtensorflow computes on. */
interface Device {
  readonly title: string;
  /** Of one of several GPUs. */
  readonly gpu?: string | undefined;
}

/** What starting one of the packages takes. */
interface Libtensorflow {
  /** Of the backend, and of its package in `@tensorflow/`. */
  readonly name: string;
  /**
   * Looks at the device, given the package that libtensorflow is from.
   *
   * @returns what it is called, and what identifies it among others.
   * @throws Error when it cannot be used.
   */
  readonly device: (native: NativeBackend, from: string) => Promise<Device>;
}

/**
 * Starts TensorFlow.js's bindings to libtensorflow.
 *
 * @param threads - null for as many as cores.
 */
export async function startLibtensorflow(
  { name, device }: Libtensorflow,
  threads: number | null,
  importModule: ImportModule,
): Promise<Backend> {
  setEnvironment(threads);
  const native = await load(name, importModule);
  // The number is told even where it is not given, because rounding depends on it.
  const count = threads ?? availableParallelism();
  const from = packageOf(native);
  const { title, gpu } = await device(native, from);
  const threadsShown = count === 1 ? '1 thread' : `${count} threads`;
  const shown = `${title}, ${threadsShown}${native.isUsingGpuDevice ? ' on the host' : ''}`;
  const version = native.binding.TF_Version;
  const description = `${name}: TensorFlow.js ${tf.version_core}, libtensorflow ${version}${from === name ? '' : ` of ${from}`}, ${shown}`;
  const backend = new EagerBackend(name, description, ENGINE, count);
  return gpu === undefined ? backend : Object.assign(backend, { gpu });
}
