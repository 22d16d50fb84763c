import { carriedOutputs } from './arguments.ts';
import type { LoopShapes } from './contract.ts';
import type { Graph, Value } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { NamedGraph } from './resident-executable.ts';

/** The name of the slice of one iteration, among the inputs of an unrolled graph. */
export function sliceName(name: string, iteration: number): string {
  return `${iteration}:${name}`;
}

/** The name of a carried or a fixed input, among those of an unrolled graph: no slice has it. */
export function wholeName(name: string): string {
  return `:${name}`;
}

/** Outputs of all iterations as one with an axis more. */
function collected(builder: GraphBuilder, values: readonly Value[]): Value {
  const rows = values.map((value) =>
    builder.node('Reshape', [value, builder.int64s([1, ...value.shape])]),
  );
  const [first] = rows;
  return rows.length === 1 && first !== undefined
    ? first
    : builder.node('Concat', rows, { axis: { int: 0 } });
}

/**
 * Copies of a graph one after the other, each of which takes what the one before hands on.
 *
 * @param inputNames - of the graph's inputs, in their order.
 * @returns a graph whose inputs have the names of `wholeName` and `sliceName`; its outputs are the carried ones after the last iteration, and all others of all iterations.
 * @throws TypeError or ShapeError when the program does not return what it carries.
 */
export function unroll(
  graph: Graph,
  inputNames: readonly string[],
  shapes: LoopShapes,
  iterations: number,
): NamedGraph {
  const builder = new GraphBuilder();
  const inputs = new Map<string, Value>();
  const inputOnce = (name: string, { shape }: Value): Value => {
    const value = inputs.get(name) ?? builder.input(shape);
    inputs.set(name, value);
    return value;
  };
  const others = graph.outputs.filter(({ name }) => !Object.hasOwn(shapes.carried, name));
  const all = new Map(others.map(({ name }) => [name, [] as Value[]] as const));
  let carried: ReadonlyMap<string, Value> = new Map();
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const standIns = new Map(
      graph.inputs.map((value, at) => {
        const name = inputNames[at] ?? '';
        const isSliced = Object.hasOwn(shapes.sliced, name);
        const called = isSliced ? sliceName(name, iteration) : wholeName(name);
        return [value, carried.get(name) ?? inputOnce(called, value)] as const;
      }),
    );
    const copies = copyOf(graph, builder, standIns);
    const outputs = Object.fromEntries(
      graph.outputs.map(({ name, value }) => [name, copies(value)] as const),
    );
    carried = new Map(carriedOutputs(outputs, shapes.carried));
    for (const [name, values] of all) values.push(outputs[name] as Value);
  }
  const finals = [...carried].map(([name, value]) => ({ name, value }));
  const lists = [...all].map(([name, values]) => ({ name, value: collected(builder, values) }));
  return {
    graph: builder.graph([...inputs.values()], [...finals, ...lists]),
    inputNames: [...inputs.keys()],
    labels: [...inputs.keys()].map((name) => name.slice(name.indexOf(':') + 1)),
  };
}

/** Copies a graph into a builder; values of the builder stand in for its inputs. */
function copyOf(
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
