import type { ConstantData, DataType } from './data-types.ts';
import { dependencies, operands } from './graph.ts';
import type { Graph, Value } from './graph.ts';
import { GraphError } from './graph-error.ts';
import type { Attributes, ValueType } from './operators/operator.ts';
import { inferType } from './operators/table.ts';
import type { OperatorName } from './operators/table.ts';
import { sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** Constants up to this size are compared by content, so that equal ones are one. */
const MAX_COMPARED = 64;

/** Attributes as text. Tells apart what differs by a bit: 0 and −0, and all that JSON writes as null. */
export function attributesKey(attributes: Attributes): string {
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
  return sizeOf(shape) <= MAX_COMPARED;
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
  node(op: OperatorName, inputs: readonly Value[], attributes: Attributes = {}): Value {
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
