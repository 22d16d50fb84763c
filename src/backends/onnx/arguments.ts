import type { Input, LoopInputs, LoopShapes, Named } from './contract.ts';
import { ShapeError } from './errors.ts';
import { assertShape, sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';

/**
 * All inputs of an iterated program by name.
 *
 * @throws TypeError when two parts share a name: the program could not tell them apart.
 */
export function allShapes({ carried, sliced, fixed }: LoopShapes): Record<string, Shape> {
  const names = [carried, sliced, fixed].flatMap((part) => Object.keys(part));
  const shared = names.find((name, at) => names.indexOf(name) !== at);
  if (shared !== undefined) {
    throw new TypeError(`Two inputs of a loop are named "${shared}"; give each its own name.`);
  }
  return { ...carried, ...sliced, ...fixed };
}

/**
 * The input of that name.
 *
 * @throws TypeError when it is missing; the message lists those that are given.
 */
export function given<T>(inputs: Named<T>, name: string): T {
  const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (value !== undefined) return value;
  throw new TypeError(`Input "${name}" is missing; given: ${Object.keys(inputs).join(', ')}`);
}

/**
 * An input whose values are on the host, checked.
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

/**
 * Checks that there is at least one iteration, and as many slices as iterations.
 *
 * @throws RangeError and ShapeError when there are not.
 */
export function assertIterations({ sliced }: LoopShapes, inputs: LoopInputs): void {
  const { iterations } = inputs;
  if (!Number.isInteger(iterations) || iterations < 1) {
    throw new RangeError(`A loop cannot run ${iterations} times; give a whole number from 1 on.`);
  }
  for (const [name, shape] of Object.entries(sliced)) {
    const { length } = given(inputs.sliced, name);
    if (length !== iterations * sizeOf(shape)) {
      throw new ShapeError(`Input "${name}"`, [iterations, ...shape], [length]);
    }
  }
}

/**
 * What one iteration hands to the next, in the order of the carried inputs.
 *
 * @throws TypeError when the program does not return it; ShapeError when it does in another shape.
 */
export function carriedOutputs<T extends { readonly shape: Shape }>(
  outputs: Named<T>,
  carried: Named<Shape>,
): [name: string, output: T][] {
  return Object.entries(carried).map(([name, shape]) => {
    const output = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (output === undefined) {
      const returned = Object.keys(outputs).join(', ');
      throw new TypeError(
        `The program must return "${name}" for its next iteration; it returns: ${returned}`,
      );
    }
    assertShape(`Output "${name}"`, output, shape);
    return [name, output];
  });
}
