import * as tf from '@tensorflow/tfjs';
import type { BackendModule } from './backend.ts';
import { startOwn } from './eager.ts';

/** Swaps the last two axes with the Transpose kernel; the caller disposes of the result. */
function transposed(x: tf.TensorInfo, backend: tf.KernelBackend): tf.TensorInfo {
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc;
  const last = x.shape.length - 1;
  const axes = x.shape.map((_, axis) => axis);
  const perm = [...axes.slice(0, -2), last, last - 1];
  return transpose({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo;
}

let replaced = false;

/**
 * Replaces the wasm backend's matrix product of transposed operands, which every backward pass uses:
 * TensorFlow.js 4.22 has a fast routine for untransposed operands only and falls back to a plain loop
 * at a tenth of its speed. Transposing first costs a pass over the operand. Further calls do nothing.
 */
function transposeBeforeMatMul(): void {
  if (replaced) return;
  replaced = true;
  const original = tf.getKernel('BatchMatMul', 'wasm');
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({
    ...original,
    kernelFunc: ({ inputs, backend: anyBackend, attrs = {} }) => {
      const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      // TensorFlow.js types a kernel's backend as `{}`.
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
      const backend = anyBackend as tf.KernelBackend;
      const made: tf.TensorInfo[] = [];
      const plain = (x: tf.TensorInfo, transpose: unknown): tf.TensorInfo => {
        if (transpose !== true) return x;
        const copy = transposed(x, backend);
        made.push(copy);
        return copy;
      };
      const result = original.kernelFunc({
        inputs: { a: plain(a, attrs.transposeA), b: plain(b, attrs.transposeB) },
        backend,
        attrs: { ...attrs, transposeA: false, transposeB: false },
      });
      for (const { dataId } of made) backend.disposeData(dataId);
      return result;
    },
  });
}

/** TensorFlow.js's WebAssembly. */
export const start: BackendModule['start'] = async (_threads, importModule) => {
  await importModule('@tensorflow/tfjs-backend-wasm');
  const backend = await startOwn('wasm');
  transposeBeforeMatMul();
  return backend;
};
