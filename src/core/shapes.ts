import { ShapeError } from './backend-errors.ts';

/** Lengths of a tensor's axes. */
export type Shape = readonly number[];

/** Starting values of a variable, on the host. */
export interface InitialValue {
  readonly shape: Shape;
  /** Row by row. */
  readonly values: Float32Array<ArrayBuffer>;
}

/** The number of elements of a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Checks the shape of something that has one.
 *
 * @throws ShapeError when it is not exactly `expected`; the message names `what`.
 */
export function assertShape(what: string, found: { shape: Shape }, expected: Shape): void {
  const same =
    found.shape.length === expected.length &&
    found.shape.every((length, axis) => length === expected[axis]);
  if (!same) throw new ShapeError(what, expected, found.shape);
}
