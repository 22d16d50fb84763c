import { allShapes, carriedOutputs } from './arguments.ts';
import type { LoopShapes } from './contract.ts';
import { copyGraph } from './copy-graph.ts';
import { countKernels } from './count-kernels.ts';
import { flatGroups, flatShapes, isMember, parted } from './flat-groups.ts';
import type { FlatGroup } from './flat-groups.ts';
import { FlatValues } from './flat-values.ts';
import type { Value } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { Trace } from './trace.ts';

/** A program that is iterated, some of whose carried arrays are parts of flat ones. */
export interface FlatLoop extends Trace {
  /** Of what it takes and gives: flat arrays in place of their members. */
  readonly shapes: LoopShapes;
  readonly groups: readonly FlatGroup[];
}

/** The values of the members, out of all by name. */
function valuesOf({ members }: FlatGroup, all: ReadonlyMap<string, Value>): Value[] {
  return members.map(({ name }) => all.get(name) as Value);
}

/** The program on flat arrays. Groups whose results cannot be joined make it undefined. */
function onFlatArrays(
  { graph, inputNames }: Trace,
  shapes: LoopShapes,
  groups: readonly FlatGroup[],
): Trace | undefined {
  const builder = new GraphBuilder();
  const given = new Map(
    Object.entries(allShapes(shapes)).map(([name, shape]) => [name, builder.input(shape)]),
  );
  const inputs = new Map(inputNames.map((name, at) => [name, graph.inputs[at] as Value]));
  const standIns = new Map<Value, Value>();
  for (const [name, value] of inputs) {
    const same = given.get(name);
    if (same !== undefined) standIns.set(value, same);
  }
  for (const group of groups) {
    const parts = parted(builder, given.get(group.name) as Value, group);
    for (const [at, value] of valuesOf(group, inputs).entries()) {
      standIns.set(value, parts[at] as Value);
    }
  }
  const copy = copyGraph(graph, builder, standIns);
  const flat = new FlatValues(builder, copy);
  for (const group of groups) flat.set(valuesOf(group, inputs), given.get(group.name) as Value);

  const outputs = new Map(graph.outputs.map(({ name, value }) => [name, value]));
  const whole = groups.flatMap((group) => {
    const value = flat.get(valuesOf(group, outputs));
    return value === undefined ? [] : [{ name: group.name, value }];
  });
  if (whole.length < groups.length) return undefined;
  const single = graph.outputs
    .filter(({ name }) => !isMember(groups, name))
    .map(({ name, value }) => ({ name, value: copy(value) }));
  return {
    graph: builder.graph([...given.values()], [...single, ...whole]),
    inputNames: [...given.keys()],
  };
}

/** A program every one of whose carried arrays is carried by itself. */
export function separateLoop(trace: Trace, shapes: LoopShapes): FlatLoop {
  return { ...trace, shapes, groups: [] };
}

/**
 * Carries arrays that are alike as one, so that what updates them is computed once for all of them. Where that would
 * start no fewer kernels, the loop stays as it is.
 *
 * @param trace - the program, optimised.
 * @throws TypeError or ShapeError when the program does not return what it carries.
 */
export function flattenLoop(trace: Trace, shapes: LoopShapes): FlatLoop {
  const outputs = Object.fromEntries(trace.graph.outputs.map(({ name, value }) => [name, value]));
  carriedOutputs(outputs, shapes.carried);
  const groups = flatGroups(shapes);
  if (groups.length === 0) return separateLoop(trace, shapes);
  const joinedShapes = flatShapes(shapes, groups);
  const flat = onFlatArrays(trace, joinedShapes, groups);
  if (flat === undefined || countKernels(flat.graph) >= countKernels(trace.graph)) {
    return separateLoop(trace, shapes);
  }
  return { ...flat, shapes: joinedShapes, groups };
}
