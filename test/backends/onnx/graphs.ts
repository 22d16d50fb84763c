import type { Graph, Value } from '../../../src/backends/onnx/graph.ts';
import { GraphBuilder } from '../../../src/backends/onnx/graph-builder.ts';
import { rewrite } from '../../../src/backends/onnx/passes/rewrite.ts';
import type { Rule } from '../../../src/backends/onnx/passes/rewrite.ts';
import { printGraph } from '../../../src/backends/onnx/print-graph.ts';
import { verifyGraph } from '../../../src/backends/onnx/verify.ts';

/** Makes the outputs of a graph: one, which is called y, or several by name. */
export type Build = (
  builder: GraphBuilder,
  input: (...shape: number[]) => Value,
) => Value | Record<string, Value>;

export function graphOf(build: Build): Graph {
  const builder = new GraphBuilder();
  const inputs: Value[] = [];
  const built = build(builder, (...shape) => {
    const value = builder.input(shape);
    inputs.push(value);
    return value;
  });
  const named = 'source' in built ? { y: built as Value } : built;
  const outputs = Object.entries(named).map(([name, value]) => ({ name, value }));
  return builder.graph(inputs, outputs);
}

/** The graph after a rule, as text. */
export function rewritten(rule: Rule, graph: Graph): string {
  const result = rewrite(graph, rule);
  verifyGraph(result);
  return printGraph(result);
}

/** What a rule that finds nothing to do gives: the same graph, its values numbered anew. */
export function untouched(graph: Graph): string {
  return rewritten(() => undefined, graph);
}

/** A constant of ones. */
export function ones(builder: GraphBuilder, ...shape: number[]): Value {
  const size = shape.reduce((product, length) => product * length, 1);
  return builder.constant(new Float32Array(size).fill(1), shape, 'float32');
}

/** An Expand to a shape. */
export function expand(builder: GraphBuilder, x: Value, ...shape: number[]): Value {
  return builder.node('Expand', [x, builder.int64s(shape)]);
}
