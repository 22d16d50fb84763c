import * as tf from '@tensorflow/tfjs';
import { registerKernels } from './kernels.ts';
import { TracingBackend } from './tracing-backend.ts';
import type { OutsideOptions } from './tracing-backend.ts';

/** What TensorFlow.js knows this backend as. */
export const ENGINE = 'onnx';

let registered: TracingBackend | undefined;

/**
 * The one tracing backend of the process, registered with TensorFlow.js.
 *
 * @param options - for the first call alone.
 */
export function tracingBackend(options?: OutsideOptions): TracingBackend {
  if (registered === undefined) {
    const backend = new TracingBackend(options);
    tf.registerBackend(ENGINE, () => backend, 0);
    registerKernels(ENGINE, backend);
    registered = backend;
  }
  return registered;
}

/**
 * Makes `onnx` a backend of TensorFlow.js: after `await tf.setBackend('onnx')`, operations outside of
 * programs are recorded and run by ONNX Runtime when `await tensor.data()` asks for their result.
 * Further calls do nothing.
 */
export function registerOnnx(): void {
  tracingBackend();
}
