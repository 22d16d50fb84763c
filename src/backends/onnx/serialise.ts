import { dataTypeNumbers } from './data-types.ts';
import type { Graph, Value } from './graph.ts';
import { encodeModel } from './model-proto.ts';
import type { GraphProto } from './model-proto.ts';
import type { Attribute, Operator, ValueType } from './operators/operator.ts';
import { operators } from './operators/table.ts';

/** AttributeProto.AttributeType. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  graph: 5,
  floats: 6,
  ints: 7,
} as const;

function attributeProto(name: string, attribute: Attribute): object {
  if ('int' in attribute) return { name, i: attribute.int, type: attributeTypes.int };
  if ('float' in attribute) return { name, f: attribute.float, type: attributeTypes.float };
  if ('string' in attribute) {
    return { name, s: Buffer.from(attribute.string), type: attributeTypes.string };
  }
  if ('floats' in attribute) {
    return { name, floats: attribute.floats, type: attributeTypes.floats };
  }
  return { name, ints: attribute.ints, type: attributeTypes.ints };
}

/**
 * The declaration of an input or output.
 *
 * @param firstAxis - the name of one axis more, whose length is not known.
 */
export function valueInfo(name: string, { shape, dtype }: ValueType, firstAxis?: string): object {
  const known = shape.map((dimValue) => ({ dimValue }));
  const dim = firstAxis === undefined ? known : [{ dimParam: firstAxis }, ...known];
  return { name, type: { tensorType: { elemType: dataTypeNumbers[dtype], shape: { dim } } } };
}

function initializer({ name, shape, dtype, source }: Value): object {
  if (source.kind !== 'constant') throw new Error(`${name} is no constant.`);
  const { buffer, byteOffset, byteLength } = source.data;
  const rawData = new Uint8Array(buffer, byteOffset, byteLength);
  return { name, dims: shape, dataType: dataTypeNumbers[dtype], rawData };
}

/** What the model calls a value. */
type NameOf = (value: Value) => string;

function nodeProto(value: Value, nameOf: NameOf): object {
  const { source } = value;
  const name = nameOf(value);
  if (source.kind !== 'node') throw new Error(`${name} is no node's result.`);
  const { op, inputs, attributes } = source.node;
  const { result = { of: op, index: 0 } }: Operator = operators[op];
  // Earlier results of the operator get names that nothing uses.
  const unused = Array.from({ length: result.index }, (_, index) => `${name}_${index}`);
  return {
    opType: result.of,
    input: inputs.map(nameOf),
    output: [...unused, name],
    attribute: Object.entries(attributes).map(([key, each]) => attributeProto(key, each)),
  };
}

/** The name of an output in the model; the program's own names may hold anything. */
export function outputName(index: number): string {
  return `output${index}`;
}

/** An operator writes an output itself, where it can: a copy of the state would cost a pass over it. */
function outputNames({ computed, outputs }: Graph): Map<Value, string> {
  const names = new Map<Value, string>();
  const written = new Set(computed);
  outputs.forEach(({ value }, index) => {
    if (written.has(value) && !names.has(value)) names.set(value, outputName(index));
  });
  return names;
}

/** A graph as the parts of a model. */
export function graphProto(graph: Graph): GraphProto {
  const names = outputNames(graph);
  const nameOf: NameOf = (value) => names.get(value) ?? value.name;
  const copies = graph.outputs.flatMap(({ value }, index) => {
    const output = outputName(index);
    // An output may be an input, a constant, or stand under two names.
    return nameOf(value) === output
      ? []
      : [{ opType: 'Identity', input: [nameOf(value)], output: [output], attribute: [] }];
  });
  return {
    name: 'program',
    node: [...graph.computed.map((value) => nodeProto(value, nameOf)), ...copies],
    initializer: graph.constants.map(initializer),
    input: graph.inputs.map((value) => valueInfo(value.name, value)),
    output: graph.outputs.map(({ value }, index) => valueInfo(outputName(index), value)),
  };
}

/** The graph as an ONNX model (onnx.ai, IR version 8, operator set 17). */
export function serialise(graph: Graph): Uint8Array {
  return encodeModel(graphProto(graph));
}
