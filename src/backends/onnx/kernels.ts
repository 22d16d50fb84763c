import * as tf from '@tensorflow/tfjs';
import { UntraceableError } from '../../core/errors.ts';
import { mapNamed } from '../../core/named.ts';
import { GraphError } from './graph-error.ts';
import type { Value } from './graph.ts';
import type { Lowering } from './lowering.ts';
import { lowerings } from './table.ts';
import type { TracingBackend } from './tracing-backend.ts';

function kernel(name: string, lowering: Lowering, backend: TracingBackend): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const values = mapNamed({ ...inputs }, (info) => backend.lookUp(info as tf.TensorInfo));
    const context = {
      builder: backend.builder,
      inputs: values,
      list: Object.values(values),
      attributes: attrs ?? {},
    };
    let result: Value | readonly Value[];
    try {
      result = lowering(context);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      throw new UntraceableError(`the operation ${name}: ${error.message}`, { cause: error });
    }
    return Array.isArray(result)
      ? (result as Value[]).map((value) => backend.hold(value))
      : backend.hold(result as Value);
  };
}

/** Registers what can be recorded, and a named error for every other kernel of TensorFlow.js. */
export function registerKernels(backendName: string, backend: TracingBackend): void {
  for (const [kernelName, lowering] of Object.entries(lowerings)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: kernel(kernelName, lowering, backend),
    });
  }
  // The JavaScript backend has every kernel: what is left is asked for in vain.
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (kernelName in lowerings) continue;
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: () => {
        throw new UntraceableError(`the operation ${kernelName}`);
      },
    });
  }
}
