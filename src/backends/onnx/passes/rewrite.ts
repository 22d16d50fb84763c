import type { Graph, GraphNode, Value } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';

/** What a rule is given for one node. */
interface Match {
  readonly builder: GraphBuilder;
  /** The node, its inputs already rewritten. */
  readonly node: GraphNode;
  /** The node's result in the graph before. */
  readonly value: Value;
  /** How many nodes and outputs of the graph before use the input at this place. */
  readonly uses: (place: number) => number;
}

/** Gives a value to stand in for the node's result, or undefined to keep the node. */
export type Rule = (match: Match) => Value | undefined;

function countUses(graph: Graph): Map<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { source } of graph.computed)
    if (source.kind === 'node') source.node.inputs.forEach(use);
  for (const { value } of graph.outputs) use(value);
  return uses;
}

/** A graph anew, node by node; what nothing needs any more is left out. */
export function rewrite(graph: Graph, rule: Rule): Graph {
  const builder = new GraphBuilder();
  const uses = countUses(graph);
  const rewritten = new Map<Value, Value>();
  const latest = (value: Value): Value => rewritten.get(value) ?? builder.adopt(value);
  for (const value of graph.inputs) {
    rewritten.set(value, builder.input(value.shape, value.dtype));
  }
  for (const value of graph.computed) {
    if (value.source.kind !== 'node') continue;
    const { op, inputs, attributes } = value.source.node;
    const node = { op, inputs: inputs.map(latest), attributes };
    const match: Match = {
      builder,
      node,
      value,
      uses: (place) => uses.get(inputs[place] as Value) ?? 0,
    };
    rewritten.set(value, rule(match) ?? builder.node(op, node.inputs, attributes));
  }
  return builder.graph(
    graph.inputs.map(latest),
    graph.outputs.map(({ name, value }) => ({ name, value: latest(value) })),
  );
}
