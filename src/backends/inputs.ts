import { ShapeError } from '../core/errors.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';
import type { Input } from './backend.ts';

/**
 * An input that comes from the host, checked.
 *
 * @throws TypeError for an array of another backend; ShapeError for a wrong number of values.
 */
export function hostInput(name: string, input: Input, shape: Shape): Float32Array<ArrayBuffer> {
  if (!(input instanceof Float32Array)) {
    throw new TypeError(`Input "${name}" belongs to another backend; read() it first.`);
  }
  if (input.length !== sizeOf(shape)) {
    throw new ShapeError(`Input "${name}"`, shape, [input.length]);
  }
  return input;
}
