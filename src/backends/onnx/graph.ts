import type { ConstantData } from './data-types.ts';
import type { Attributes, ValueType } from './operators/operator.ts';
import type { OperatorName } from './operators/table.ts';

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
  readonly attributes: Attributes;
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
