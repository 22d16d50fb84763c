import { describe, expect, test } from 'vitest';
import type { Graph, GraphNode, Value } from '../../../src/backends/onnx/graph.ts';
import { GraphBuilder } from '../../../src/backends/onnx/graph-builder.ts';
import { GraphError } from '../../../src/backends/onnx/graph-error.ts';
import { printGraph } from '../../../src/backends/onnx/print-graph.ts';
import { verifyGraph } from '../../../src/backends/onnx/verify.ts';

/** exp(x) + 2, whole and sound. */
function sound(): Graph {
  const builder = new GraphBuilder();
  const x = builder.input([2, 3]);
  const two = builder.constant(Float32Array.of(2), [], 'float32');
  const value = builder.node('Add', [builder.node('Exp', [x]), two]);
  return builder.graph([x], [{ name: 'y', value }]);
}

/** The graph with its last computed value changed, and the output with it. */
function altered(change: (last: Value, node: GraphNode) => Value): Graph {
  const graph = sound();
  const last = graph.computed.at(-1)!;
  if (last.source.kind !== 'node') throw new Error('The last value is computed.');
  const value = change(last, last.source.node);
  return {
    ...graph,
    computed: [...graph.computed.slice(0, -1), value],
    outputs: [{ name: 'y', value }],
  };
}

const withNode = (last: Value, node: GraphNode): Value => ({
  ...last,
  source: { kind: 'node', node },
});

describe('a graph', () => {
  test('that is sound passes', () => {
    expect(() => {
      verifyGraph(sound());
    }).not.toThrow();
  });

  test.each<[string, () => Graph, string]>([
    [
      'out of order',
      () => ({ ...sound(), computed: sound().computed.toReversed() }),
      'which is not defined before it',
    ],
    ['without a constant', () => ({ ...sound(), constants: [] }), 'uses v1, which is not defined'],
    [
      'with two values of one name',
      () => altered((last) => ({ ...last, name: 'v0' })),
      'v0 is taken twice',
    ],
    [
      'with a wrong shape',
      () => altered((last) => ({ ...last, shape: [3, 2] })),
      'is recorded as float32[3, 2] and is float32[2, 3]',
    ],
    [
      'with a wrong element type',
      () => altered((last) => ({ ...last, dtype: 'int32' })),
      'is recorded as int32[2, 3] and is float32[2, 3]',
    ],
    [
      'with a type that the operator does not take',
      () => altered((last, node) => withNode(last, { ...node, op: 'And' })),
      'And cannot be applied: input 0 is float32; allowed: bool',
    ],
    [
      'with an unknown attribute',
      () => altered((last, node) => withNode(last, { ...node, attributes: { to: { int: 1 } } })),
      'attribute "to" is not among',
    ],
    [
      'with an output of nowhere',
      () => ({ ...sound(), outputs: [{ name: 'y', value: { ...sound().inputs[0]!, name: 'z' } }] }),
      'The output "y" is z, which is not defined',
    ],
    [
      'with a constant of a wrong length',
      () => {
        const graph = sound();
        return { ...graph, constants: [{ ...graph.constants[0]!, shape: [2] }] };
      },
      'has 1 elements for [2]',
    ],
  ])('%s is refused', (_, make, message) => {
    const verify = () => {
      verifyGraph(make());
    };
    expect(verify).toThrow(GraphError);
    expect(verify).toThrow(message);
  });
});

describe('a graph builder', () => {
  const builder = new GraphBuilder();
  const float = (number: number) => builder.constant(Float32Array.of(number), [], 'float32');

  test('keeps constants apart that differ in a bit', () => {
    expect(float(0)).toBe(float(0));
    expect(float(0)).not.toBe(float(-0));
  });

  test('keeps nodes apart whose attributes JSON does not tell apart', () => {
    const leaky = (alpha: number) => {
      return builder.node('LeakyRelu', [float(1)], { alpha: { float: alpha } });
    };
    expect(leaky(NaN)).toBe(leaky(NaN));
    const alphas = [0, -0, NaN, Infinity, -Infinity].map(leaky);
    expect(new Set(alphas).size).toBe(5);
  });

  test('collects a chain that is longer than the stack', () => {
    const x = builder.input([1]);
    let value = x;
    for (let at = 0; at < 100_000; at += 1) value = builder.node('Add', [value, x]);
    const graph = builder.graph([x], [{ name: 'y', value }]);
    expect(graph.computed).toHaveLength(100_000);
    expect(printGraph(graph).split('\n').at(-1)).toBe(`output y = ${value.name}`);
  });
});
