import * as tf from '@tensorflow/tfjs';
import { UntraceableError } from './errors.ts';
import type { Value } from './graph.ts';
import { GraphError } from './graph-error.ts';
import type { Lowering } from './lowering.ts';
import { lowerings } from './table.ts';
import type { TracingBackend } from './tracing-backend.ts';
import { untraced } from './untraced.ts';
import { views } from './views.ts';

function kernel(name: string, lowering: Lowering, backend: TracingBackend): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    // Optional inputs may be there and undefined.
    const given = Object.entries(inputs).filter(([, info]) => (info as unknown) !== undefined);
    const values = Object.fromEntries(
      given.map(([key, info]) => [key, backend.lookUp(info as tf.TensorInfo)]),
    );
    const context = {
      builder: backend.builder,
      inputs: values,
      list: Object.values(values),
      attributes: attrs ?? {},
      exactNaN: backend.exactNaN,
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

function view(name: keyof typeof views, backend: TracingBackend): tf.KernelFunc {
  const { input, shape } = views[name];
  return ({ inputs, attrs }) => {
    const x = inputs[input] as tf.TensorInfo;
    const result = { dataId: x.dataId, dtype: x.dtype, shape: shape(x, attrs ?? {}) };
    backend.incRef(x.dataId);
    return result;
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
  for (const kernelName of Object.keys(views) as (keyof typeof views)[]) {
    tf.registerKernel({ kernelName, backendName, kernelFunc: view(kernelName, backend) });
  }
  for (const [kernelName, reason] of Object.entries(untraced)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: () => {
        throw new UntraceableError(`the operation ${kernelName}: ${reason}`);
      },
    });
  }
}
