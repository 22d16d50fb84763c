import protobuf from 'protobufjs';
import { dataTypeNumbers } from './data-types.ts';
import type { Attribute, Graph, Value, ValueType } from './graph.ts';
import { operators } from './operators/table.ts';
import type { Operator } from './operators/operator.ts';

/** The part of onnx.proto3 that is written here: names and numbers of its fields. */
const root = protobuf.Root.fromJSON({
  nested: {
    AttributeProto: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        g: { type: 'GraphProto', id: 6 },
        floats: { rule: 'repeated', type: 'float', id: 7 },
        ints: { rule: 'repeated', type: 'int64', id: 8 },
        type: { type: 'int32', id: 20 },
      },
    },
    NodeProto: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'AttributeProto', id: 5 },
      },
    },
    TensorProto: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
    Dimension: {
      oneofs: { value: { oneof: ['dimValue', 'dimParam'] } },
      fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } },
    },
    TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    TensorTypeProto: {
      fields: {
        elemType: { type: 'int32', id: 1 },
        shape: { type: 'TensorShapeProto', id: 2 },
      },
    },
    TypeProto: { fields: { tensorType: { type: 'TensorTypeProto', id: 1 } } },
    ValueInfoProto: {
      fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeProto', id: 2 } },
    },
    GraphProto: {
      fields: {
        node: { rule: 'repeated', type: 'NodeProto', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'TensorProto', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfoProto', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfoProto', id: 12 },
      },
    },
    OperatorSetIdProto: {
      fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } },
    },
    ModelProto: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producerName: { type: 'string', id: 2 },
        graph: { type: 'GraphProto', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 8 },
      },
    },
  },
});

const modelProto = root.lookupType('ModelProto');

/** The operators' versions: the last set that takes the axes of ReduceMax and its like as attributes. */
const OPSET = 17;
/** The format version that came with that operator set. */
const IR_VERSION = 8;

/** AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7 } as const;

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

function valueInfo(name: string, { shape, dtype }: ValueType): object {
  const dim = shape.map((dimValue) => ({ dimValue }));
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

/** A GraphProto, or the parts of one. */
interface GraphProto {
  readonly name: string;
  readonly node: readonly object[];
  readonly initializer: readonly object[];
  readonly input: readonly object[];
  readonly output: readonly object[];
}

function graphProto(graph: Graph): GraphProto {
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

function modelOf(graph: GraphProto): Uint8Array {
  const message = modelProto.fromObject({
    irVersion: IR_VERSION,
    producerName: 'vae-bench',
    opsetImport: [{ domain: '', version: OPSET }],
    graph,
  });
  return modelProto.encode(message).finish();
}

/** The graph as an ONNX model (onnx.ai, IR version 8, operator set 17). */
export function serialise(graph: Graph): Uint8Array {
  return modelOf(graphProto(graph));
}

/** How many inputs and outputs of a graph play which part when it is iterated. */
export interface LoopParts {
  /** The first inputs and the first outputs: what one iteration hands to the next. */
  readonly carried: number;
  /** The inputs after those: one slice per iteration. */
  readonly sliced: number;
}

/** The name of an input of an iterated graph's model. */
export function loopInputName(index: number): string {
  return `all${index}`;
}

/** The name of an output of an iterated graph's model. */
export function loopOutputName(index: number): string {
  return `final${index}`;
}

/**
 * The graph as the body of ONNX's Scan: carried values go from iteration to iteration inside ONNX
 * Runtime, sliced inputs and the other outputs have a first axis more, one entry per iteration. Inputs
 * that are neither stay the same for all.
 */
export function serialiseLoop(graph: Graph, { carried, sliced }: LoopParts): Uint8Array {
  const { input, ...body } = graphProto(graph);
  const own = input.slice(0, carried + sliced);
  const fixed = input.slice(carried + sliced);
  const outer = (value: ValueType, name: string, perIteration: boolean): object => {
    const dim = value.shape.map((dimValue) => ({ dimValue }));
    const all = perIteration ? [{ dimParam: 'iterations' }, ...dim] : dim;
    return {
      name,
      type: { tensorType: { elemType: dataTypeNumbers[value.dtype], shape: { dim: all } } },
    };
  };
  const inputs = graph.inputs
    .slice(0, carried + sliced)
    .map((value, index) => outer(value, loopInputName(index), index >= carried));
  const outputs = graph.outputs.map(({ value }, index) =>
    outer(value, loopOutputName(index), index >= carried),
  );
  return modelOf({
    name: 'loop',
    node: [
      {
        opType: 'Scan',
        input: own.map((_, index) => loopInputName(index)),
        output: graph.outputs.map((_, index) => loopOutputName(index)),
        attribute: [
          { name: 'num_scan_inputs', i: sliced, type: attributeTypes.int },
          { name: 'body', g: { ...body, input: own }, type: attributeTypes.graph },
        ],
      },
    ],
    initializer: [],
    input: [...inputs, ...fixed],
    output: outputs,
  });
}
