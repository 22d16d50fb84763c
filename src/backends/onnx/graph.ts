import { sizeOf } from '../../core/shapes.ts';
import type { Shape } from '../../core/shapes.ts';
import type { ConstantData, DataType } from './data-types.ts';
import { GraphError } from './graph-error.ts';
import { inferType } from './operators/table.ts';
import type { OperatorName } from './operators/table.ts';

/** Shape and element type of a value. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DataType;
}

/** What an attribute of an ONNX operator may be. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };

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
  readonly op: OperatorName;
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

/** Tells apart what differs by a bit: 0 and −0, and all that JSON writes as null. */
function attributesKey(attributes: GraphNode['attributes']): string {
  return JSON.stringify(attributes, (_, value: unknown) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `${1 / value} ${value}`
      : value,
  );
}

function bytesKey({ buffer, byteOffset, byteLength }: ConstantData): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/** Whether a constant of this shape is compared by content. */
export function isSmall({ shape }: ValueType): boolean {
  return sizeOf(shape) <= SMALL;
}

/** Records values in the order they come into being. Equal computations become one value. */
export class GraphBuilder {
  readonly #known = new Map<string, Value>();
  /** Values of this builder, under themselves, and of others, under the originals. */
  readonly #adopted = new WeakMap<Value, Value>();
  readonly #merge: boolean;
  #count = 0;

  /**
   * @param merge - false for a builder that outlives its values: it keeps none of them alive, and
   * equal computations stay apart until another builder adopts them.
   */
  constructor({ merge = true }: { readonly merge?: boolean } = {}) {
    this.#merge = merge;
  }

  #create({ shape, dtype }: ValueType, source: Value['source']): Value {
    const value = { shape, dtype, source, name: `v${this.#count}` };
    this.#count += 1;
    this.#adopted.set(value, value);
    return value;
  }

  #once(key: string | undefined, create: () => Value): Value {
    if (!this.#merge || key === undefined) return create();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = create();
    this.#known.set(key, value);
    return value;
  }

  /** An input of the program. */
  input(shape: Shape, dtype: DataType = 'float32'): Value {
    return this.#create({ shape, dtype }, { kind: 'input' });
  }

  /** A constant; `data` has as many elements as `shape` says. */
  constant(data: ConstantData, shape: Shape, dtype: DataType): Value {
    const key = !isSmall({ shape, dtype })
      ? undefined
      : `${dtype} [${shape.join()}] ${bytesKey(data)}`;
    return this.#once(key, () => this.#create({ shape, dtype }, { kind: 'constant', data }));
  }

  /** A list of whole numbers, as ONNX operators take shapes and axes. */
  int64s(numbers: readonly number[]): Value {
    const data = BigInt64Array.from(numbers.map((number) => BigInt(number)));
    return this.constant(data, [numbers.length], 'int64');
  }

  /**
   * The result of an operator, whose shape and element type follow from its arguments.
   *
   * @throws GraphError when the operator does not take them.
   */
  node(
    op: OperatorName,
    inputs: readonly Value[],
    attributes: GraphNode['attributes'] = {},
  ): Value {
    const names = inputs.map(({ name }) => name).join();
    return this.#once(`${op}(${names}) ${attributesKey(attributes)}`, () =>
      this.#create(inferType(op, inputs, attributes), {
        kind: 'node',
        node: { op, inputs, attributes },
      }),
    );
  }

  /**
   * A value of any builder as one of this builder: what it depends on comes along.
   *
   * @param replace - a value of this builder that is to stand in for one of another.
   * @throws GraphError when the value depends on another builder's input that nothing stands in for.
   */
  adopt(value: Value, replace: (value: Value) => Value | undefined = () => undefined): Value {
    const own = this.#adopted.get(value);
    if (own !== undefined) return own;
    const order = dependencies([value], (each) => {
      if (this.#adopted.has(each)) return [];
      const standIn = replace(each);
      if (standIn === undefined) return operands(each);
      this.#adopted.set(each, standIn);
      return [];
    });
    for (const each of order) {
      if (!this.#adopted.has(each)) this.#adopted.set(each, this.#copy(each));
    }
    return this.#own(value);
  }

  #own(value: Value): Value {
    const own = this.#adopted.get(value);
    if (own === undefined) throw new GraphError(`${value.name} is a value of another graph`);
    return own;
  }

  #copy({ source, shape, dtype, name }: Value): Value {
    switch (source.kind) {
      case 'constant':
        return this.constant(source.data, shape, dtype);
      case 'node': {
        const { op, inputs, attributes } = source.node;
        return this.node(
          op,
          inputs.map((input) => this.#own(input)),
          attributes,
        );
      }
      case 'input':
        throw new GraphError(`${name} is the input of another program`);
    }
  }

  /** The graph of what the outputs depend on; everything else is left out. */
  graph(inputs: readonly Value[], outputs: Graph['outputs']): Graph {
    const needed = dependencies(outputs.map(({ value }) => value));
    return {
      inputs,
      constants: needed.filter(({ source }) => source.kind === 'constant'),
      computed: needed.filter(({ source }) => source.kind === 'node'),
      outputs,
    };
  }
}

/** What a value is computed from, directly. */
export function operands({ source }: Value): readonly Value[] {
  return source.kind === 'node' ? source.node.inputs : [];
}

/**
 * The values and all that they depend on, each once and after what it needs: a depth-first search
 * with a stack of its own, since a chain may be longer than JavaScript's.
 */
export function dependencies(
  values: readonly Value[],
  operandsOf: (value: Value) => readonly Value[] = operands,
): Value[] {
  const entered = new Set<Value>();
  const ordered = new Set<Value>();
  const stack = values.toReversed();
  for (let value = stack.at(-1); value !== undefined; value = stack.at(-1)) {
    if (entered.has(value)) {
      stack.pop();
      ordered.add(value);
      continue;
    }
    entered.add(value);
    for (const operand of operandsOf(value).toReversed()) {
      if (!entered.has(operand)) stack.push(operand);
    }
  }
  return [...ordered];
}

/** `float32[2, 3]`. */
export function typeText({ dtype, shape }: ValueType): string {
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
