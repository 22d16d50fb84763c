import { ShapeError } from '../core/errors.ts';
import { mapNamed, partition, take } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';
import type {
  CompiledLoop,
  CompiledProgram,
  DeviceArray,
  Input,
  LoopInputs,
  LoopShapes,
} from './backend.ts';

/** All inputs of an iterated program by name, in the order carried, sliced, fixed. */
export function allShapes({ carried, sliced, fixed }: LoopShapes): Record<string, Shape> {
  return { ...carried, ...sliced, ...fixed };
}

/**
 * Checks that there are as many slices as iterations.
 *
 * @throws ShapeError when there are not.
 */
export function assertSlices({ sliced }: LoopShapes, inputs: LoopInputs): void {
  for (const [name, shape] of Object.entries(sliced)) {
    const { length } = take(inputs.sliced, name);
    if (length !== inputs.iterations * sizeOf(shape)) {
      throw new ShapeError(`Input "${name}"`, [inputs.iterations, ...shape], [length]);
    }
  }
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

/** A loop that runs the program once per iteration. */
export function iterate(run: CompiledProgram, shapes: LoopShapes): CompiledLoop {
  return async (inputs) => {
    assertSlices(shapes, inputs);
    let carried: Named<DeviceArray> = {};
    const collected: Record<string, number[]> = {};
    for (let iteration = 0; iteration < inputs.iterations; iteration += 1) {
      const state: Named<Input> = iteration === 0 ? inputs.carried : carried;
      const outputs = await run({
        ...mapNamed(shapes.carried, (_, name) => take(state, name)),
        ...mapNamed(shapes.sliced, (shape, name) =>
          sliceAt(take(inputs.sliced, name), shape, iteration),
        ),
        ...mapNamed(shapes.fixed, (_, name) => take(inputs.fixed, name)),
      });
      disposeAll(carried);
      const [next, others] = partition(outputs, (name) => name in shapes.carried);
      carried = mapNamed(shapes.carried, (_, name) => take(next, name));
      for (const [name, array] of Object.entries(others)) {
        (collected[name] ??= []).push(...(await array.read()));
      }
      disposeAll(others);
    }
    return {
      carried: { ...carried },
      collected: mapNamed(collected, (values) => Float32Array.from(values)),
    };
  };
}
