import type { ConstantData } from '../data-types.ts';
import { evaluate } from '../evaluate.ts';
import type { Graph, Value } from '../graph.ts';
import { sizeOf } from '../shapes.ts';
import { rewrite } from './rewrite.ts';

/** Larger results stay computed: they would travel with the model. */
const MAX_ELEMENTS = 4096;

/** The values that depend on constants alone and that something else, or an output, uses. */
function foldable(graph: Graph): Value[] {
  const constant = new Set<Value>(graph.constants);
  const wanted = new Set<Value>(graph.outputs.map(({ value }) => value));
  for (const value of graph.computed) {
    if (value.source.kind !== 'node') continue;
    const { inputs } = value.source.node;
    if (sizeOf(value.shape) <= MAX_ELEMENTS && inputs.every((input) => constant.has(input))) {
      constant.add(value);
    } else {
      for (const input of inputs) wanted.add(input);
    }
  }
  return graph.computed.filter((value) => constant.has(value) && wanted.has(value));
}

/** Computes what depends on constants alone, once, when the program is compiled. */
export async function foldConstants(graph: Graph): Promise<Graph> {
  const values = foldable(graph);
  if (values.length === 0) return graph;
  const results = await evaluate(values, (value) => value);
  const data = new Map<Value, ConstantData>(
    values.map((value, at) => [value, results[at] as ConstantData]),
  );
  return rewrite(graph, ({ builder, value }) => {
    const found = data.get(value);
    return found === undefined ? undefined : builder.constant(found, value.shape, value.dtype);
  });
}
