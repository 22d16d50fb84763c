import type { ConstantData, DataType } from '../data-types.ts';
import { GraphError } from '../graph-error.ts';
import type { Shape } from '../shapes.ts';

/** Shape and element type of a value. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DataType;
}

/** What an operator is applied to. The numbers of a constant may decide the shape of its result. */
export interface Operand extends ValueType {
  readonly name: string;
  readonly source:
    | { readonly kind: 'constant'; readonly data: ConstantData }
    | { readonly kind: 'input' | 'node' };
}

/** What an attribute of an ONNX operator may be. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };

/** Attributes of a node, by ONNX's names. */
export type Attributes = Readonly<Record<string, Attribute>>;

type KeyOf<Union> = Union extends unknown ? keyof Union : never;

/** `int`, `float`, … as ONNX's AttributeType. */
export type AttributeKind = KeyOf<Attribute>;

/**
 * What an operator takes in one place: `T` is one of the operator's `types`, the same in all places;
 * `index` is int32 or int64; `constant` is an int64 constant, which decides the result's shape.
 */
export type InputKind = 'T' | 'index' | 'constant' | DataType;

/** One result of an ONNX operator that has several. */
export interface ResultOf {
  /** The ONNX operator. */
  readonly of: string;
  /** The number of the result, from 0; or the attribute that holds it, which ONNX does not know. */
  readonly index: number | string;
  /** How many results the operator has, where it has to name them all. */
  readonly count?: (inputs: readonly Operand[]) => number;
}

/** An ONNX operator of operator set 17, as far as ONNX Runtime's CPU provider has it. */
export interface Operator {
  readonly inputs: readonly InputKind[];
  /** How many of the last inputs may be missing. */
  readonly optional?: number;
  /** The last input may be repeated. */
  readonly variadic?: true;
  /** What `T` may be. */
  readonly types: readonly DataType[];
  readonly attributes: Readonly<Record<string, AttributeKind>>;
  /** The ONNX operator, where it is not the name in the table, and which of its results is meant. */
  readonly result?: ResultOf;
  /** The type of the result. The inputs' number and types and the attributes' kinds are right. */
  readonly infer: (inputs: readonly Operand[], attributes: Attributes) => ValueType;
}

/** The input at a place that the operator's declaration has made sure of. */
export function at(inputs: readonly Operand[], index: number): Operand {
  const value = inputs[index];
  if (value === undefined) throw new GraphError(`it has no input ${index}`);
  return value;
}

/** The numbers of an int64 constant. */
export function constantInts(value: Operand): number[] {
  if (value.source.kind !== 'constant' || value.dtype !== 'int64') {
    throw new GraphError(`${value.name} must be an int64 constant`);
  }
  return Array.from(value.source.data, Number);
}

/** A whole number, or `fallback` where the attribute is missing. */
export function int(attributes: Attributes, name: string, fallback: number): number {
  const attribute = attributes[name];
  return attribute !== undefined && 'int' in attribute ? attribute.int : fallback;
}

/** Whole numbers, if the attribute is there. */
export function ints(attributes: Attributes, name: string): readonly number[] | undefined {
  const attribute = attributes[name];
  return attribute !== undefined && 'ints' in attribute ? attribute.ints : undefined;
}

/** An axis of a tensor of this rank, counted from the front. */
export function axisOf(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank) throw new GraphError(`axis ${axis} is not below ${rank}`);
  return positive;
}

/** Throws a GraphError that says `problem` unless the condition holds. */
export function assertGraph(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new GraphError(problem);
}
