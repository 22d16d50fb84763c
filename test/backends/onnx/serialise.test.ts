import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import type { Value } from '../../../src/backends/onnx/graph.ts';
import { GraphBuilder } from '../../../src/backends/onnx/graph-builder.ts';
import { graphProto, outputName, serialise } from '../../../src/backends/onnx/serialise.ts';
import { createSession } from '../../../src/backends/onnx/session.ts';

/** The parts of these lengths, of what a builder has as input. */
function parts(builder: GraphBuilder, flat: Value, lengths: readonly number[]): Value[] {
  return lengths.map((_, part) =>
    builder.node('Part', [flat, builder.int64s(lengths)], { part: { int: part } }),
  );
}

test('parts of one array are results of one Split, also where some are not needed', async () => {
  const builder = new GraphBuilder();
  const flat = builder.input([6]);
  const [, second, third] = parts(builder, flat, [1, 2, 3]) as [Value, Value, Value];
  const graph = builder.graph(
    [flat],
    [
      { name: 'third', value: third },
      { name: 'second', value: second },
    ],
  );
  expect(graphProto(graph).node).toEqual([
    expect.objectContaining({
      opType: 'Split',
      output: [expect.any(String), 'output1', 'output0'],
    }),
  ]);
  const session = await createSession(serialise(graph), { threads: 1, optimisation: 'disabled' });
  const found = await session.run({
    [flat.name]: new Tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), [6]),
  });
  expect([0, 1].map((at) => [...(found[outputName(at)]?.data as Float32Array)])).toEqual([
    [4, 5, 6],
    [2, 3],
  ]);
});

test('parts of other arrays, or of other lengths, are results of other Splits', () => {
  const builder = new GraphBuilder();
  const inputs = [builder.input([4]), builder.input([4])] as const;
  const values = [
    ...parts(builder, inputs[0], [2, 2]),
    ...parts(builder, inputs[1], [2, 2]),
    ...parts(builder, inputs[0], [1, 3]),
  ];
  const graph = builder.graph(
    inputs,
    values.map((value, at) => ({ name: String(at), value })),
  );
  expect(graphProto(graph).node.map((node) => (node as { opType: string }).opType)).toEqual([
    'Split',
    'Split',
    'Split',
  ]);
});
