import { assertIterations, given } from './arguments.ts';
import type { Input, LoopInputs, LoopOutputs, LoopShapes, Named } from './contract.ts';
import type { DeviceMemory, ResidentArray } from './device-arrays.ts';
import type { FlatLoop } from './flat-loop.ts';
import { ResidentExecutable } from './resident-executable.ts';
import type { SessionOptions } from './session.ts';
import { sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';
import { sliceName, unroll, wholeName } from './unroll.ts';

/**
 * Iterations in one graph. Each call costs the device about as much as the dispatches of a step; more than this many copies
 * gain little, and take long to prepare.
 */
const COPIES = 10;

/** A program that is iterated on a device that keeps its results: in groups of COPIES, and one by one. */
export class UnrolledLoop {
  readonly #loop: FlatLoop;
  /** What the program returns besides what it carries: one slice for every iteration. */
  readonly #collected: Named<Shape>;
  readonly #shapes: LoopShapes;
  readonly #options: SessionOptions;
  readonly #memory: DeviceMemory;
  readonly #prepared = new Map<number, Promise<ResidentExecutable>>();
  readonly #onPrepared: (executable: ResidentExecutable) => void;

  /**
   * @param loop - the program, optimised.
   * @param shapes - of what `run` takes and gives.
   * @param onPrepared - told of everything that is prepared.
   */
  constructor(
    loop: FlatLoop,
    shapes: LoopShapes,
    options: SessionOptions,
    memory: DeviceMemory,
    onPrepared: (executable: ResidentExecutable) => void,
  ) {
    this.#loop = loop;
    this.#collected = Object.fromEntries(
      loop.graph.outputs
        .filter(({ name }) => !Object.hasOwn(loop.shapes.carried, name))
        .map(({ name, value: { shape } }) => [name, shape]),
    );
    this.#shapes = shapes;
    this.#options = options;
    this.#memory = memory;
    this.#onPrepared = onPrepared;
  }

  /** Prepares a group when it is first run: a loop that never runs as long does not wait for it. */
  async #prepare(copies: number): Promise<ResidentExecutable> {
    const named = unroll(this.#loop, copies);
    const isCarried = (name: string) => Object.hasOwn(this.#shapes.carried, name);
    const executable = await ResidentExecutable.from(named, isCarried, this.#options, this.#memory);
    this.#onPrepared(executable);
    return executable;
  }

  #group(copies: number): Promise<ResidentExecutable> {
    const known = this.#prepared.get(copies) ?? this.#prepare(copies);
    this.#prepared.set(copies, known);
    return known;
  }

  /** The inputs of a group that begins with the iteration `first`. */
  #inputs(inputs: LoopInputs, carried: Named<Input>, first: number, copies: number): Named<Input> {
    const { sliced, fixed } = this.#shapes;
    const all: Record<string, Input> = {};
    for (const name of Object.keys(this.#shapes.carried))
      all[wholeName(name)] = given(carried, name);
    for (const name of Object.keys(fixed)) all[wholeName(name)] = given(inputs.fixed, name);
    for (const [name, shape] of Object.entries(sliced)) {
      const size = sizeOf(shape);
      for (let copy = 0; copy < copies; copy += 1) {
        const at = first + copy;
        all[sliceName(name, copy)] = given(inputs.sliced, name).subarray(
          at * size,
          (at + 1) * size,
        );
      }
    }
    return all;
  }

  /** @throws ShapeError when an input does not have the shape it was traced with. */
  async run(inputs: LoopInputs): Promise<LoopOutputs> {
    assertIterations(this.#shapes, inputs);
    const { iterations } = inputs;
    const collected = Object.fromEntries(
      Object.entries(this.#collected).map(
        ([name, shape]) => [name, new Float32Array(iterations * sizeOf(shape))] as const,
      ),
    );
    let carried: Record<string, ResidentArray> | undefined;
    for (let first = 0; first < iterations;) {
      const copies = iterations - first >= COPIES ? COPIES : 1;
      const before = carried;
      try {
        const group = await this.#group(copies);
        const { kept, read } = await group.run(
          this.#inputs(inputs, before ?? inputs.carried, first, copies),
        );
        carried = kept;
        for (const [name, values] of Object.entries(read)) {
          collected[name]?.set(values, first * (values.length / copies));
        }
      } finally {
        for (const array of Object.values(before ?? {})) array.dispose();
      }
      first += copies;
    }
    return { carried: carried ?? {}, collected };
  }
}
