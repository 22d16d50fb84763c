import type {
  Backend,
  CompiledLoop,
  CompiledProgram,
  DeviceArray,
  Input,
  LoopInputs,
  LoopShapes,
  Program,
} from '../../../src/backends/backend.ts';
import { mapNamed } from '../../../src/core/named.ts';
import type { Named } from '../../../src/core/named.ts';
import { RandomStream } from '../../../src/core/random.ts';
import { sizeOf } from '../../../src/core/shapes.ts';

const stream = new RandomStream(12, 'latent');
const signed = (size: number) => stream.uniforms(size).map((uniform) => 2 * uniform - 1);

/** Inputs between −1 and 1; every call draws others. */
export function inputsFor(shapes: LoopShapes, iterations: number): LoopInputs {
  const drawn = mapNamed(shapes.sliced, (shape) => signed(iterations * sizeOf(shape)));
  return {
    iterations,
    carried: mapNamed(shapes.carried, (shape): Input => signed(sizeOf(shape))),
    sliced: drawn,
    fixed: mapNamed(shapes.fixed, (shape): Input => signed(sizeOf(shape))),
  };
}

async function readAll(arrays: Named<DeviceArray>): Promise<Record<string, number[]>> {
  const entries = Object.entries(arrays).map(
    async ([name, array]) => [name, Array.from(await array.read())] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

export function disposeAll(arrays: Named<DeviceArray>): void {
  for (const array of Object.values(arrays)) array.dispose();
}

/** Results of a loop as plain numbers. */
interface Numbers {
  readonly carried: Record<string, number[]>;
  readonly collected: Record<string, number[]>;
}

/** Runs a loop and reads what it gives. */
export async function byLoop(loop: CompiledLoop, inputs: LoopInputs): Promise<Numbers> {
  const { carried, collected } = await loop(inputs);
  const numbers = {
    carried: await readAll(carried),
    collected: mapNamed(collected, (values) => Array.from(values)),
  };
  disposeAll(carried);
  return numbers;
}

/** The same by single runs whose results are read and fed again. */
export async function bySingleRuns(
  run: CompiledProgram,
  shapes: LoopShapes,
  inputs: LoopInputs,
): Promise<Numbers> {
  let carried: Named<Input> = inputs.carried;
  const collected: Record<string, number[]> = {};
  for (let at = 0; at < inputs.iterations; at += 1) {
    const outputs = await run({
      ...carried,
      ...mapNamed(shapes.sliced, (shape, name) =>
        inputs.sliced[name]!.slice(at * sizeOf(shape), (at + 1) * sizeOf(shape)),
      ),
      ...inputs.fixed,
    });
    const numbers = await readAll(outputs);
    disposeAll(outputs);
    carried = mapNamed(shapes.carried, (_, name) => Float32Array.from(numbers[name]!));
    for (const [name, values] of Object.entries(numbers)) {
      if (!(name in shapes.carried)) collected[name] = [...(collected[name] ?? []), ...values];
    }
  }
  return {
    carried: mapNamed(carried, (values) => Array.from(values as Float32Array)),
    collected,
  };
}

/** What a small loop gives; a shorthand for the roles that inputs and outputs may play. */
export async function small(
  backend: Backend,
  body: Program,
  given: Partial<LoopShapes>,
  inputs: Partial<LoopInputs> & { iterations: number },
): Promise<Numbers> {
  const none = { carried: {}, sliced: {}, fixed: {} };
  return byLoop(backend.compileLoop(body, { ...none, ...given }), { ...none, ...inputs });
}

export const of = (...values: number[]) => Float32Array.of(...values);
