import { Tensor } from 'onnxruntime-node';
import type { ConstantData } from './data-types.ts';
import type { Value } from './graph.ts';
import { GraphBuilder, isSmall } from './graph-builder.ts';
import { outputName, serialise } from './serialise.ts';
import { createSession } from './session.ts';
import { verifyGraph } from './verify.ts';

/**
 * Computes values that depend on constants alone, in one run of ONNX Runtime on one thread.
 *
 * @param latest - the constant that a value has become, or the value itself.
 */
export async function evaluate(
  values: readonly Value[],
  latest: (value: Value) => Value,
): Promise<ConstantData[]> {
  const builder = new GraphBuilder();
  const inputs: Value[] = [];
  const feeds: Record<string, Tensor> = {};
  const standIn = (value: Value): Value | undefined => {
    const { source, shape, dtype } = latest(value);
    if (source.kind !== 'constant') return undefined;
    // Shapes and axes have to be constants; large data need not travel with the model.
    if (isSmall({ shape, dtype }) || dtype === 'int64') {
      return builder.constant(source.data, shape, dtype);
    }
    const input = builder.input(shape, dtype);
    inputs.push(input);
    feeds[input.name] = new Tensor(dtype, source.data, shape);
    return input;
  };
  const outputs = values.map((value, index) => ({
    name: String(index),
    value: builder.adopt(value, standIn),
  }));
  const graph = builder.graph(inputs, outputs);
  verifyGraph(graph);
  const session = await createSession(serialise(graph), { threads: 1, optimisation: 'disabled' });
  try {
    const results = await session.run(feeds);
    return values.map((_, index) => results[outputName(index)]?.data as ConstantData);
  } finally {
    await session.release();
  }
}
