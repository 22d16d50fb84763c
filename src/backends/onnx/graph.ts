import { sizeOf } from '../../core/shapes.ts';
import type { Shape } from '../../core/shapes.ts';

/** Element types that occur in a traced program; int64 only as arguments of ONNX operators. */
export type DataType = 'float32' | 'int32' | 'int64' | 'bool';

/** Host data of a constant: bools are bytes. */
export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** Shape and element type of a value. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DataType;
}

/** What an attribute of an ONNX operator may be. */
export type Attribute =
  { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };

/** A value of the graph; it never changes. */
export interface Value extends ValueType {
  readonly name: string;
  readonly source:
    | { readonly kind: 'input' }
    | { readonly kind: 'constant'; readonly data: ConstantData }
    | { readonly kind: 'node'; readonly node: GraphNode };
}

/** One ONNX operator with one result. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A program as a graph: what it needs for its outputs, in an order that can be run. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly constants: readonly Value[];
  /** The values that nodes compute. */
  readonly computed: readonly Value[];
  /** Outputs by the name the program gave them. */
  readonly outputs: readonly { readonly name: string; readonly value: Value }[];
}

/** Constants up to this size are compared by content, so that equal ones are one. */
const SMALL = 64;

/** Records values in the order they come into being. Equal computations become one value. */
export class GraphBuilder {
  readonly #values: Value[] = [];
  readonly #known = new Map<string, Value>();

  #create(type: ValueType, source: Value['source']): Value {
    const value = { ...type, source, name: `v${this.#values.length}` };
    this.#values.push(value);
    return value;
  }

  #once(key: string | undefined, create: () => Value): Value {
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const value = create();
    if (key !== undefined) this.#known.set(key, value);
    return value;
  }

  /** An input of the program. */
  input(shape: Shape): Value {
    return this.#create({ shape, dtype: 'float32' }, { kind: 'input' });
  }

  /** A constant; `data` has as many elements as `shape` says. */
  constant(data: ConstantData, shape: Shape, dtype: DataType): Value {
    const key = data.length > SMALL ? undefined : `${dtype} [${shape.join()}] ${data.join()}`;
    return this.#once(key, () => this.#create({ shape, dtype }, { kind: 'constant', data }));
  }

  /** A list of whole numbers, as ONNX operators take shapes and axes. */
  int64s(numbers: readonly number[]): Value {
    const data = BigInt64Array.from(numbers.map((number) => BigInt(number)));
    return this.constant(data, [numbers.length], 'int64');
  }

  /** The result of an operator. */
  node(
    op: string,
    inputs: readonly Value[],
    type: ValueType,
    attributes: GraphNode['attributes'] = {},
  ): Value {
    const names = inputs.map(({ name }) => name).join();
    const key = `${op}(${names}) ${JSON.stringify(attributes)} ${type.dtype} [${type.shape.join()}]`;
    const node = { op, inputs, attributes };
    return this.#once(key, () => this.#create(type, { kind: 'node', node }));
  }

  /** The graph of what the outputs depend on; everything else is left out. */
  graph(inputs: readonly Value[], outputs: Graph['outputs']): Graph {
    const needed = new Set<Value>(outputs.map(({ value }) => value));
    for (const value of this.#values.toReversed()) {
      if (!needed.has(value) || value.source.kind !== 'node') continue;
      for (const input of value.source.node.inputs) needed.add(input);
    }
    const kept = this.#values.filter((value) => needed.has(value));
    return {
      inputs,
      constants: kept.filter(({ source }) => source.kind === 'constant'),
      computed: kept.filter(({ source }) => source.kind === 'node'),
      outputs,
    };
  }
}

function typeText({ dtype, shape }: ValueType): string {
  return `${dtype}[${shape.join(', ')}]`;
}

/** The graph as text, one value per line. */
export function printGraph(graph: Graph): string {
  const lines = [
    ...graph.inputs.map((value) => `input ${value.name}: ${typeText(value)}`),
    ...graph.constants.map((value) => {
      const data = value.source.kind === 'constant' ? value.source.data.join(', ') : '';
      const shown = sizeOf(value.shape) > 8 ? '…' : data;
      return `constant ${value.name}: ${typeText(value)} = ${shown}`;
    }),
    ...graph.computed.flatMap((value) => {
      if (value.source.kind !== 'node') return [];
      const { op, inputs, attributes } = value.source.node;
      const names = inputs.map(({ name }) => name).join(', ');
      const extra = Object.keys(attributes).length === 0 ? '' : ` ${JSON.stringify(attributes)}`;
      return [`${value.name}: ${typeText(value)} = ${op}(${names})${extra}`];
    }),
    ...graph.outputs.map(({ name, value }) => `output ${name} = ${value.name}`),
  ];
  return lines.join('\n');
}
