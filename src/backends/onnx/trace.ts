import * as tf from '@tensorflow/tfjs';
import type { Named, Program } from './contract.ts';
import type { Graph, Value } from './graph.ts';
import { cast } from './lowering.ts';
import { ENGINE, tracingBackend } from './register.ts';
import type { Shape } from './shapes.ts';
import type { TracingBackend } from './tracing-backend.ts';
import { verifyGraph } from './verify.ts';

/** A traced program. */
export interface Trace {
  readonly graph: Graph;
  /** Names of the program's inputs, in the order of the graph's. */
  readonly inputNames: readonly string[];
}

function record(backend: TracingBackend, program: Program, inputShapes: Named<Shape>): Trace {
  return backend.record((builder) => {
    const inputs = Object.entries(inputShapes).map(
      ([name, shape]) => [name, builder.input(shape)] as const,
    );
    const outputs: { name: string; value: Value }[] = [];
    tf.tidy(() => {
      const tensors = inputs.map(
        ([name, value]) =>
          [name, tf.engine().makeTensorFromTensorInfo(backend.hold(value))] as const,
      );
      for (const [name, tensor] of Object.entries(program(Object.fromEntries(tensors)))) {
        // The arrays that programs return are float32.
        outputs.push({ name, value: cast(builder, backend.lookUp(tensor), 'float32') });
      }
    });
    const graph = builder.graph(
      inputs.map(([, value]) => value),
      outputs,
    );
    verifyGraph(graph);
    return { graph, inputNames: inputs.map(([name]) => name) };
  });
}

/**
 * Runs a program once on tensors that hold no numbers and records what it does. Meanwhile `onnx` is
 * TensorFlow.js's active backend, so that the caller must have its turn (`takeTurn`); afterwards it is the
 * one that it was.
 *
 * @throws UntraceableError when the program does what cannot be recorded.
 */
export async function trace(program: Program, inputShapes: Named<Shape>): Promise<Trace> {
  const backend = tracingBackend();
  // TensorFlow.js has no active backend before it is ready.
  await tf.ready();
  const active = tf.getBackend();
  await tf.setBackend(ENGINE);
  try {
    return record(backend, program, inputShapes);
  } finally {
    await tf.setBackend(active);
  }
}
