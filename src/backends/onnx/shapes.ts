import type { Shape } from './contract.ts';
import { ShapeError } from './errors.ts';

export type { Shape };

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
  if (found.shape.join() !== expected.join()) throw new ShapeError(what, expected, found.shape);
}
