import { mapNamed, partition } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';
import type { CompiledLoop, CompiledProgram, DeviceArray, Input, LoopShapes } from './backend.ts';
import { assertIterations, carriedOutputs, given } from './onnx/arguments.ts';
import { concatenated } from './onnx/concatenated.ts';

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
    assertIterations(shapes, inputs);
    let carried: Named<DeviceArray> = {};
    const collected = new Map<string, Float32Array[]>();
    const iterateOnce = async (iteration: number): Promise<void> => {
      const state: Named<Input> = iteration === 0 ? inputs.carried : carried;
      const outputs = await run({
        ...mapNamed(shapes.carried, (_, name) => given(state, name)),
        ...mapNamed(shapes.sliced, (shape, name) =>
          sliceAt(given(inputs.sliced, name), shape, iteration),
        ),
        ...mapNamed(shapes.fixed, (_, name) => given(inputs.fixed, name)),
      });
      disposeAll(carried);
      const [next, others] = partition(outputs, (name) => Object.hasOwn(shapes.carried, name));
      carried = next;
      try {
        carried = Object.fromEntries(carriedOutputs(outputs, shapes.carried));
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
