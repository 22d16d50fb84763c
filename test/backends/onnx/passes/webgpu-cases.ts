import { Tensor } from 'onnxruntime-node';
import type { DeviceName } from '../../../../src/backends/onnx/devices.ts';
import type { Graph, Value } from '../../../../src/backends/onnx/graph.ts';
import type { GraphBuilder } from '../../../../src/backends/onnx/graph-builder.ts';
import { cast } from '../../../../src/backends/onnx/lowering.ts';
import type { Attribute } from '../../../../src/backends/onnx/operators/operator.ts';
import { outputName, serialise } from '../../../../src/backends/onnx/serialise.ts';
import { createSession } from '../../../../src/backends/onnx/session.ts';
import { graphOf } from '../graphs.ts';

const ints = (attributes: Record<string, readonly number[]>): Record<string, Attribute> =>
  Object.fromEntries(Object.entries(attributes).map(([name, each]) => [name, { ints: each }]));

/** A graph of float32 inputs with one float32 output, for what WebGPU computes wrongly or not at all. */
interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly build: (builder: GraphBuilder, inputs: readonly Value[]) => Value;
}

const windowed = (
  op: 'Conv' | 'ConvTranspose',
  x: readonly number[],
  weights: readonly number[],
  group: number,
  attributes: Record<string, readonly number[]>,
): Case => ({
  name: `${op} of [${x.join(', ')}] with [${weights.join(', ')}] in ${group} groups, ${JSON.stringify(attributes)}`,
  shapes: [x, weights],
  build: (builder, inputs) =>
    builder.node(op, inputs, { ...ints(attributes), group: { int: group } }),
});

const pooled = (x: readonly number[], attributes: Record<string, readonly number[]>): Case => ({
  name: `positions of maxima in [${x.join(', ')}], ${JSON.stringify(attributes)}`,
  shapes: [x],
  build: (builder, inputs) =>
    cast(builder, builder.node('MaxPoolIndices', inputs, ints(attributes)), 'float32'),
});

const sliced = (
  x: readonly number[],
  bounds: readonly (readonly number[])[],
  dtype: 'float32' | 'int32' = 'float32',
): Case => ({
  name: `Slice of ${dtype} [${x.join(', ')}] by ${JSON.stringify(bounds)}`,
  shapes: [x],
  build: (builder, [input]) => {
    const of = cast(builder, input as Value, dtype);
    const taken = builder.node('Slice', [of, ...bounds.map((each) => builder.int64s(each))]);
    return cast(builder, taken, 'float32');
  },
});

const strides = [1, 2];
const steps3 = [1, 2, 1];

/** Every rule for windows and slices, at the edges of when it applies. */
export const webGpuCases: readonly Case[] = [
  // A window as long as x, and one of one element, padded at the ends.
  windowed('Conv', [2, 2, 2, 3], [5, 2, 2, 3], 1, { strides, pads: [0, 0, 1, 2] }),
  windowed('Conv', [1, 2, 2, 2], [3, 2, 1, 1], 1, { pads: [0, 0, 1, 2] }),
  windowed('Conv', [1, 2, 4, 4], [3, 2, 2, 2], 1, { pads: [0, 0, 1, 1] }),
  // Results of a group that are not a multiple of those computed at once.
  windowed('Conv', [2, 10, 3, 3], [10, 5, 3, 1], 2, { strides: [2, 2], pads: [2, 0, 2, 0] }),
  windowed('Conv', [1, 4, 3, 3], [8, 2, 2, 2], 2, {}),
  windowed('Conv', [1, 4, 2, 3, 4], [6, 2, 1, 2, 2], 2, { strides: steps3 }),
  // One result to a group from several channels.
  windowed('ConvTranspose', [1, 12, 4, 3], [12, 1, 3, 1], 3, { strides, pads: [2, 0, 0, 0] }),
  windowed('ConvTranspose', [1, 4, 5, 4], [4, 1, 2, 2], 2, { strides: [2, 2] }),
  windowed('ConvTranspose', [1, 4, 3, 3], [4, 2, 2, 2], 2, {}),
  // Volumes.
  windowed('ConvTranspose', [2, 2, 2, 3, 2], [2, 3, 2, 2, 2], 1, { strides: [2, 1, 3] }),
  windowed('ConvTranspose', [1, 2, 2, 3, 2], [2, 1, 2, 2, 1], 2, {
    ...{ strides: steps3, dilations: [2, 1, 1], pads: [1, 1, 0, 0, 1, 0] },
    output_padding: [0, 1, 0],
  }),
  pooled([2, 3, 4, 5], { kernel_shape: [2, 3], strides, pads: [1, 0, 0, 2] }),
  pooled([1, 2, 3, 4, 2], { kernel_shape: [2, 2, 1], strides: steps3, pads: [0, 1, 0, 1, 1, 0] }),
  // Backwards, from and to anywhere, and by the default step.
  sliced([6, 4], [[-2], [0], [0], [-1]]),
  sliced(
    [6, 4],
    [
      [5, 0],
      [-9, 4],
      [0, 1],
      [-2, 2],
    ],
  ),
  sliced(
    [6, 4],
    [
      [9, 3],
      [1, -9],
      [0, -1],
      [-2, -1],
    ],
    'int32',
  ),
  sliced(
    [6, 4],
    [
      [-4, 1],
      [9, 3],
      [0, 1],
    ],
    'int32',
  ),
];

/** The graph of a case. */
export function caseGraph({ shapes, build }: Case): Graph {
  return graphOf((builder, input) =>
    build(
      builder,
      shapes.map((shape) => input(...shape)),
    ),
  );
}

/** Whole numbers from −8 to 8, with many ties. */
function numbers(length: number, salt: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, at) => ((at * 7 + salt * 5 + ((at * at) % 11)) % 17) - 8,
  );
}

/** What a graph of float32 inputs gives for these numbers. */
export async function runGraph(graph: Graph, device: DeviceName = 'cpu'): Promise<number[]> {
  const session = await createSession(serialise(graph), {
    ...{ device, threads: 1, optimisation: 'all' },
  });
  const feeds = graph.inputs.map(({ name, shape }, at) => {
    const length = shape.reduce((product, each) => product * each, 1);
    return [name, new Tensor('float32', numbers(length, at), shape)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Array.from(results[outputName(0)]?.data as Float32Array);
}
