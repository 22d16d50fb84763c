import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import type { Backend, ImportModule } from './backend.ts';
import { EagerBackend } from './eager.ts';

/** What tfjs-node and tfjs-node-gpu register themselves as. */
const ENGINE = 'tensorflow';

/** libtensorflow reads its thread counts from the environment when it starts. */
function limitThreads(threads: number | null): void {
  if (threads === null) return;
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = '1';
}

/**
 * Starts TensorFlow.js's bindings to libtensorflow.
 *
 * @param name - of the backend, and of its package in `@tensorflow/`.
 * @param threads - null for as many as cores.
 * @param describe - what to say of the device, given the threads as text; throws when it cannot be used.
 */
export async function startLibtensorflow(
  name: string,
  threads: number | null,
  importModule: ImportModule,
  describe: (threads: string, native: tf.KernelBackend) => string,
): Promise<Backend> {
  limitThreads(threads);
  await importModule(`@tensorflow/${name}`);
  if (!(await tf.setBackend(ENGINE))) throw new Error('it did not start');
  // The number is told even where it is not given, because rounding depends on it.
  const count = threads ?? availableParallelism();
  const shown = count === 1 ? '1 thread' : `${count} threads`;
  const device = describe(shown, tf.backend());
  const description = `${name}: TensorFlow.js ${tf.version_core}, ${device}`;
  return new EagerBackend(name, description, ENGINE, count);
}
