import { carriedOutputs } from './arguments.ts';
import { copyGraph } from './copy-graph.ts';
import { joined, parted } from './flat-groups.ts';
import type { FlatLoop } from './flat-loop.ts';
import type { Value } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { NamedGraph } from './resident-executable.ts';
import type { Shape } from './shapes.ts';

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
 * Copies of a program one after the other, each of which takes what the one before hands on. What is carried as a flat array is
 * joined before the first, and parted after the last.
 *
 * @returns a graph whose inputs have the names of `wholeName` and `sliceName`; its outputs are the carried ones after the
 *   last iteration, and all others of all iterations.
 */
export function unroll(
  { graph, inputNames, shapes, groups }: FlatLoop,
  iterations: number,
): NamedGraph {
  const builder = new GraphBuilder();
  const inputs = new Map<string, Value>();
  const inputOnce = (name: string, shape: Shape): Value => {
    const value = inputs.get(name) ?? builder.input(shape);
    inputs.set(name, value);
    return value;
  };
  const others = graph.outputs.filter(({ name }) => !Object.hasOwn(shapes.carried, name));
  const all = new Map(others.map(({ name }) => [name, [] as Value[]] as const));
  let carried: ReadonlyMap<string, Value> = new Map(
    groups.map(({ name, members }) => [
      name,
      joined(
        builder,
        members.map((member) => inputOnce(wholeName(member.name), member.shape)),
      ),
    ]),
  );
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const standIns = new Map(
      graph.inputs.map((value, at) => {
        const name = inputNames[at] ?? '';
        const isSliced = Object.hasOwn(shapes.sliced, name);
        const called = isSliced ? sliceName(name, iteration) : wholeName(name);
        return [value, carried.get(name) ?? inputOnce(called, value.shape)] as const;
      }),
    );
    const copy = copyGraph(graph, builder, standIns);
    const outputs = Object.fromEntries(
      graph.outputs.map(({ name, value }) => [name, copy(value)] as const),
    );
    carried = new Map(carriedOutputs(outputs, shapes.carried));
    for (const [name, values] of all) values.push(outputs[name] as Value);
  }
  const finals = [...carried].flatMap(([name, value]) => {
    const group = groups.find((each) => each.name === name);
    if (group === undefined) return [{ name, value }];
    return parted(builder, value, group).map((part, at) => ({
      name: group.members[at]?.name ?? '',
      value: part,
    }));
  });
  const lists = [...all].map(([name, values]) => ({ name, value: collected(builder, values) }));
  return {
    graph: builder.graph([...inputs.values()], [...finals, ...lists]),
    inputNames: [...inputs.keys()],
    labels: [...inputs.keys()].map((name) => name.slice(name.indexOf(':') + 1)),
  };
}
