import { ShapeError } from '../core/errors.ts';
import { get, mapNamed, partition } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { assertShape, sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';
import type {
  CompiledLoop,
  CompiledProgram,
  DeviceArray,
  Input,
  LoopInputs,
  LoopShapes,
} from './backend.ts';

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
    const { length } = get(inputs.sliced, name);
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
): Record<string, T> {
  return mapNamed(carried, (shape, name) => {
    const output = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (output === undefined) {
      const returned = Object.keys(outputs).join(', ');
      throw new TypeError(
        `The program must return "${name}" for its next iteration; it returns: ${returned}`,
      );
    }
    assertShape(`Output "${name}"`, output, shape);
    return output;
  });
}

/** The slice of one iteration, on the same memory. */
function sliceAt(
  values: Float32Array<ArrayBuffer>,
  shape: Shape,
  iteration: number,
): Float32Array<ArrayBuffer> {
  const size = sizeOf(shape);
  return values.subarray(iteration * size, (iteration + 1) * size);
}

function disposeAll(arrays: Named<DeviceArray>): void {
  for (const array of Object.values(arrays)) array.dispose();
}

/** One array after the other. */
function concatenated(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const array of arrays) {
    all.set(array, start);
    start += array.length;
  }
  return all;
}

/** A loop that runs the program once per iteration. */
export function iterate(run: CompiledProgram, shapes: LoopShapes): CompiledLoop {
  return async (inputs) => {
    assertIterations(shapes, inputs);
    let carried: Named<DeviceArray> = {};
    const collected = new Map<string, Float32Array[]>();
    const iterateOnce = async (iteration: number): Promise<void> => {
      const state: Named<Input> = iteration === 0 ? inputs.carried : carried;
      const outputs = await run({
        ...mapNamed(shapes.carried, (_, name) => get(state, name)),
        ...mapNamed(shapes.sliced, (shape, name) =>
          sliceAt(get(inputs.sliced, name), shape, iteration),
        ),
        ...mapNamed(shapes.fixed, (_, name) => get(inputs.fixed, name)),
      });
      disposeAll(carried);
      const [next, others] = partition(outputs, (name) => Object.hasOwn(shapes.carried, name));
      carried = next;
      try {
        carried = carriedOutputs(outputs, shapes.carried);
        for (const [name, array] of Object.entries(others)) {
          collected.set(name, [...(collected.get(name) ?? []), await array.read()]);
        }
      } finally {
        disposeAll(others);
      }
    };
    try {
      for (let iteration = 0; iteration < inputs.iterations; iteration += 1) {
        await iterateOnce(iteration);
      }
    } catch (error) {
      disposeAll(carried);
      throw error;
    }
    return {
      carried: { ...carried },
      collected: mapNamed(Object.fromEntries(collected), concatenated),
    };
  };
}
