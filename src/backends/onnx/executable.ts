import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import { given } from './arguments.ts';
import { inputTensor, OnnxArray } from './arrays.ts';
import type { BufferPool } from './arrays.ts';
import type { DeviceArray, Input, Named } from './contract.ts';
import { outputName, serialise } from './serialise.ts';
import { createSession } from './session.ts';
import type { SessionOptions } from './session.ts';
import type { Shape } from './shapes.ts';
import type { Trace } from './trace.ts';

/** An input as the model and as the program call it. */
interface WantedInput {
  readonly name: string;
  readonly key: string;
  readonly shape: Shape;
}

/** A traced program that is ready to run. */
export class Executable {
  readonly #session: InferenceSession;
  readonly #inputs: readonly WantedInput[];
  readonly #outputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly #pool: BufferPool;

  private constructor(session: InferenceSession, trace: Trace, pool: BufferPool) {
    this.#session = session;
    this.#pool = pool;
    this.#inputs = trace.graph.inputs.map(({ name, shape }, at) => ({
      name,
      key: trace.inputNames[at] ?? '',
      shape,
    }));
    this.#outputs = trace.graph.outputs.map(({ name, value: { shape } }) => ({ name, shape }));
  }

  /** Prepares a graph that is optimised already. Results are taken from `pool`. */
  static async from(trace: Trace, options: SessionOptions, pool: BufferPool): Promise<Executable> {
    return new Executable(await createSession(serialise(trace.graph), options), trace, pool);
  }

  /** @throws ShapeError when an input does not have the shape it was traced with. */
  async run(inputs: Named<Input>): Promise<Record<string, DeviceArray>> {
    const feeds = Object.fromEntries(
      this.#inputs.map(({ name, key, shape }) => [
        name,
        inputTensor(key, given(inputs, key), shape),
      ]),
    );
    const arrays = this.#outputs.map(
      ({ name, shape }) => [name, OnnxArray.from(shape, this.#pool)] as const,
    );
    // ONNX Runtime writes where it is told to: the state is double-buffered without copies.
    const fetches = Object.fromEntries(
      arrays.map(([, { buffer, shape }], at) => [
        outputName(at),
        new Tensor('float32', buffer, shape),
      ]),
    );
    await this.#session.run(feeds, fetches);
    return Object.fromEntries(arrays);
  }

  /** Ends the profile that was asked for; ONNX Runtime writes its file then. */
  endProfiling(): void {
    this.#session.endProfiling();
  }
}
