import type { Graph, Value } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/**
 * Copies a graph into a builder.
 *
 * @param standIns - values of the builder for the graph's inputs.
 * @returns what has become of a value.
 */
export function copyGraph(
  graph: Graph,
  builder: GraphBuilder,
  standIns: ReadonlyMap<Value, Value>,
): (value: Value) => Value {
  const copies = new Map<Value, Value>(standIns);
  const copy = (value: Value): Value => {
    const known = copies.get(value);
    if (known === undefined) throw new Error(`${value.name} is used before it is computed.`);
    return known;
  };
  for (const value of graph.constants) {
    if (value.source.kind !== 'constant') continue;
    copies.set(value, builder.adopt(value));
  }
  for (const value of graph.computed) {
    if (value.source.kind !== 'node') continue;
    const { op, inputs, attributes } = value.source.node;
    copies.set(value, builder.node(op, inputs.map(copy), attributes));
  }
  return copy;
}
