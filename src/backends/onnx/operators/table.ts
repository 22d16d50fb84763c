import { GraphError } from '../graph-error.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { layout } from './layout.ts';
import { matrix } from './matrix.ts';
import { assertGraph } from './operator.ts';
import type { Attributes, InputKind, Operand, Operator, ValueType } from './operator.ts';
import { reductions } from './reductions.ts';
import { windowed } from './windows.ts';

/** Every ONNX operator that a graph may hold. */
export const operators = {
  ...elementwise,
  ...indexing,
  ...layout,
  ...matrix,
  ...reductions,
  ...windowed,
} as const satisfies Record<string, Operator>;

/** The name of an operator that a graph may hold. */
export type OperatorName = keyof typeof operators;

function assertInput(value: Operand, kind: InputKind, place: number, { types }: Operator): void {
  const { dtype, source } = value;
  const allowed: readonly string[] =
    kind === 'T' ? types : kind === 'index' ? ['int32', 'int64'] : [kind];
  const fits = kind === 'constant' ? source.kind === 'constant' : allowed.includes(dtype);
  const wanted = kind === 'constant' ? 'an int64 constant' : allowed.join(', ');
  assertGraph(fits, `input ${place} is ${dtype}; allowed: ${wanted}`);
}

function assertInputs(operator: Operator, inputs: readonly Operand[]): void {
  const { optional = 0, variadic } = operator;
  const [most, least] = [operator.inputs.length, operator.inputs.length - optional];
  assertGraph(
    inputs.length >= least && (variadic === true || inputs.length <= most),
    `it has ${inputs.length} inputs; allowed: ${least} to ${variadic === true ? 'any number' : most}`,
  );
  let shared: string | undefined;
  for (const [place, value] of inputs.entries()) {
    const kind = operator.inputs[Math.min(place, most - 1)] ?? 'T';
    assertInput(value, kind, place, operator);
    if (kind !== 'T') continue;
    shared ??= value.dtype;
    assertGraph(value.dtype === shared, `input ${place} is ${value.dtype}, another ${shared}`);
  }
}

function assertAttributes(operator: Operator, attributes: Attributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const kind = operator.attributes[name];
    const known = Object.keys(operator.attributes).join(', ');
    assertGraph(kind !== undefined, `attribute "${name}" is not among: ${known}`);
    assertGraph(kind in attribute, `attribute "${name}" is of another kind than ${kind}`);
  }
}

/**
 * The shape and element type of an operator's result.
 *
 * @throws GraphError when the operator does not take these inputs or attributes.
 */
export function inferType(
  op: OperatorName,
  inputs: readonly Operand[],
  attributes: Attributes,
): ValueType {
  const operator: Operator = operators[op];
  try {
    assertInputs(operator, inputs);
    assertAttributes(operator, attributes);
    return operator.infer(inputs, attributes);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new GraphError(`The operator ${op} cannot be applied: ${error.message}.`);
  }
}
