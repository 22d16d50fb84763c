import { dataTypeNumbers } from './data-types.ts';
import type { Graph, Value } from './graph.ts';
import { encodeModel } from './model-proto.ts';
import type { GraphProto } from './model-proto.ts';
import { attributesKey } from './graph-builder.ts';
import { int } from './operators/operator.ts';
import type { Attribute, Operator, ResultOf, ValueType } from './operators/operator.ts';
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

/** An application of an operator in the model. */
interface NodeProto {
  readonly opType: string;
  readonly input: readonly string[];
  /** Results that nothing uses have names, too. */
  readonly output: string[];
  readonly attribute: readonly object[];
}

/** Applications of operators, in order. Values that are results of the same application share it. */
function nodeProtos(computed: readonly Value[], nameOf: NameOf): NodeProto[] {
  const applications = new Map<string, NodeProto>();
  for (const value of computed) {
    const { source } = value;
    const name = nameOf(value);
    if (source.kind !== 'node') throw new Error(`${name} is no node's result.`);
    const { op, inputs, attributes } = source.node;
    const { result }: Operator = operators[op];
    const { of, index, count = () => at + 1 }: ResultOf = result ?? { of: op, index: 0 };
    const at = typeof index === 'string' ? int(attributes, index, 0) : index;
    const written = Object.entries(attributes).filter(([key]) => key !== index);
    const input = inputs.map(nameOf);
    const key =
      result === undefined
        ? name
        : `${of}(${input.join()}) ${attributesKey(Object.fromEntries(written))}`;
    const application = applications.get(key) ?? {
      ...{ opType: of, input },
      output: Array.from({ length: count(inputs) }, (_, place) => `${name}_${place}`),
      attribute: written.map(([attribute, each]) => attributeProto(attribute, each)),
    };
    application.output[at] = name;
    applications.set(key, application);
  }
  return [...applications.values()];
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
    node: [...nodeProtos(graph.computed, nameOf), ...copies],
    initializer: graph.constants.map(initializer),
    input: graph.inputs.map((value) => valueInfo(value.name, value)),
    output: graph.outputs.map(({ value }, index) => valueInfo(outputName(index), value)),
  };
}

/** The graph as an ONNX model (onnx.ai, IR version 8, operator set 17). */
export function serialise(graph: Graph): Uint8Array {
  return encodeModel(graphProto(graph));
}
