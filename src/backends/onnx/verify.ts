import type { Graph, Value } from './graph.ts';
import { GraphError } from './graph-error.ts';
import { inferType } from './operators/table.ts';
import { typeText } from './print-graph.ts';
import { sizeOf } from './shapes.ts';

function assertConstant({ name, shape, source }: Value): void {
  if (source.kind !== 'constant') throw new GraphError(`The constant ${name} has no data.`);
  const { length } = source.data;
  if (length === sizeOf(shape)) return;
  throw new GraphError(`The constant ${name} has ${length} elements for [${shape.join(', ')}].`);
}

function assertNode(value: Value, defined: ReadonlyMap<string, Value>): void {
  const { name, source } = value;
  if (source.kind !== 'node') throw new GraphError(`The computed value ${name} has no operator.`);
  const { op, inputs, attributes } = source.node;
  for (const input of inputs) {
    if (defined.get(input.name) === input) continue;
    throw new GraphError(`${name} = ${op} uses ${input.name}, which is not defined before it.`);
  }
  const [found, inferred] = [value, inferType(op, inputs, attributes)].map(typeText);
  if (found !== inferred) {
    throw new GraphError(`${name} = ${op} is recorded as ${found} and is ${inferred}.`);
  }
}

/**
 * Checks a finished graph: names are unique, every value is defined before its use, every operator
 * takes its inputs and attributes, recorded types are the inferred ones, outputs are defined.
 *
 * @throws GraphError that names the value and the rule it breaks.
 */
export function verifyGraph(graph: Graph): void {
  const defined = new Map<string, Value>();
  const define = (value: Value) => {
    if (defined.has(value.name)) throw new GraphError(`The name ${value.name} is taken twice.`);
    defined.set(value.name, value);
  };
  for (const value of graph.inputs) {
    if (value.source.kind !== 'input') throw new GraphError(`${value.name} is no input.`);
    define(value);
  }
  for (const value of graph.constants) {
    assertConstant(value);
    define(value);
  }
  for (const value of graph.computed) {
    assertNode(value, defined);
    define(value);
  }
  for (const { name, value } of graph.outputs) {
    if (defined.get(value.name) === value) continue;
    throw new GraphError(`The output "${name}" is ${value.name}, which is not defined.`);
  }
}
