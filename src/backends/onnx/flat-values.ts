import { joined } from './flat-groups.ts';
import type { Value } from './graph.ts';
import { attributesKey } from './graph-builder.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { elementwise } from './operators/elementwise.ts';
import { sizeOf } from './shapes.ts';

/** Whether it is one number that is the same for all, and broadcasts to any shape. */
function isShared(values: readonly Value[]): boolean {
  const [first] = values;
  return (
    first !== undefined &&
    values.every((value) => value === first) &&
    sizeOf(first.shape) === 1 &&
    first.shape.length < 2
  );
}

/**
 * Computes lists of values as one flat array each. What the same operator makes of every member, element by element, it
 * makes of the flat array at once; from where the members differ, they are joined.
 */
export class FlatValues {
  readonly #builder: GraphBuilder;
  readonly #copy: (value: Value) => Value;
  readonly #known = new Map<string, Value | undefined>();

  /**
   * @param builder - of the graph that holds the flat arrays.
   * @param copy - what a value has become in that graph.
   */
  constructor(builder: GraphBuilder, copy: (value: Value) => Value) {
    this.#builder = builder;
    this.#copy = copy;
  }

  /** Tells that these values stand in a flat array already. */
  set(values: readonly Value[], flat: Value): void {
    this.#known.set(this.#key(values), flat);
  }

  /** The values as one flat array; undefined where they cannot be joined. */
  get(values: readonly Value[]): Value | undefined {
    const key = this.#key(values);
    if (this.#known.has(key)) return this.#known.get(key);
    const flat = this.#together(values) ?? this.#joined(values);
    this.#known.set(key, flat);
    return flat;
  }

  #key(values: readonly Value[]): string {
    return values.map(({ name }) => name).join();
  }

  /** Devices join floats only. */
  #joined(values: readonly Value[]): Value | undefined {
    if (values.some(({ dtype }) => dtype !== 'float32')) return undefined;
    return joined(this.#builder, values.map(this.#copy));
  }

  /** One operator for all; undefined where it is not the same, or does not work element by element. */
  #together(values: readonly Value[]): Value | undefined {
    const nodes = values.flatMap(({ source }) => (source.kind === 'node' ? [source.node] : []));
    const [first] = nodes;
    if (first === undefined || nodes.length < values.length) return undefined;
    const { op, inputs, attributes } = first;
    const alike = nodes.every(
      (node) =>
        node.op === op &&
        node.inputs.length === inputs.length &&
        attributesKey(node.attributes) === attributesKey(attributes),
    );
    if (!alike || !Object.hasOwn(elementwise, op)) return undefined;
    const operands = inputs.map((_, place) =>
      this.#operand(
        nodes.map((node) => node.inputs[place] as Value),
        values,
      ),
    );
    const whole = operands.some(
      (operand) => operand?.shape.length === 1 && sizeOf(operand.shape) > 1,
    );
    if (!whole || operands.some((operand) => operand === undefined)) return undefined;
    return this.#builder.node(op, operands as Value[], attributes);
  }

  /** What stands in one place of the operators that make the values. */
  #operand(operands: readonly Value[], values: readonly Value[]): Value | undefined {
    if (isShared(operands)) return this.#copy(operands[0] as Value);
    const whole = operands.every(
      ({ shape }, at) => shape.join() === (values[at] as Value).shape.join(),
    );
    return whole ? this.get(operands) : undefined;
  }
}
