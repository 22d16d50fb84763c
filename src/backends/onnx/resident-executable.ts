import type { InferenceSession } from 'onnxruntime-node';
import { given } from './arguments.ts';
import type { Input, Named } from './contract.ts';
import { ResidentArray, residentInput } from './device-arrays.ts';
import type { DeviceMemory } from './device-arrays.ts';
import type { Graph } from './graph.ts';
import { outputName, serialise } from './serialise.ts';
import { createSession } from './session.ts';
import type { SessionOptions } from './session.ts';
import type { Shape } from './shapes.ts';

/** A graph with the names that its caller knows its inputs by. */
export interface NamedGraph {
  readonly graph: Graph;
  /** What `run` takes them by, in the order of the graph's inputs. */
  readonly inputNames: readonly string[];
  /** What errors call them; their names when left out. */
  readonly labels?: readonly string[];
}

/** An input as the model, the caller and errors call it. */
interface WantedInput {
  readonly name: string;
  readonly key: string;
  readonly label: string;
  readonly shape: Shape;
}

/** What one run gives. */
export interface ResidentOutputs {
  /** What stays on the device. */
  readonly kept: Record<string, ResidentArray>;
  /** What was read at once. */
  readonly read: Record<string, Float32Array>;
}

/** A graph that is ready to run on a device that keeps its results. */
export class ResidentExecutable {
  readonly #session: InferenceSession;
  readonly #inputs: readonly WantedInput[];
  readonly #outputs: readonly {
    readonly name: string;
    readonly shape: Shape;
    readonly kept: boolean;
  }[];
  readonly #memory: DeviceMemory;

  private constructor(
    session: InferenceSession,
    { graph, inputNames, labels = inputNames }: NamedGraph,
    isKept: (name: string) => boolean,
    memory: DeviceMemory,
  ) {
    this.#session = session;
    this.#memory = memory;
    this.#inputs = graph.inputs.map(({ name, shape }, at) => ({
      ...{ name, shape },
      key: inputNames[at] ?? '',
      label: labels[at] ?? '',
    }));
    this.#outputs = graph.outputs.map(({ name, value: { shape } }) => ({
      ...{ name, shape },
      kept: isKept(name),
    }));
  }

  /**
   * Prepares a graph that is optimised already.
   *
   * @param isKept - whether an output stays on the device; the others are read with every run.
   */
  static async from(
    named: NamedGraph,
    isKept: (name: string) => boolean,
    options: SessionOptions,
    memory: DeviceMemory,
  ): Promise<ResidentExecutable> {
    const locations = Object.fromEntries(
      named.graph.outputs.map(
        ({ name }, at) => [outputName(at), isKept(name) ? 'gpu-buffer' : 'cpu'] as const,
      ),
    );
    const session = await createSession(serialise(named.graph), options, locations);
    return new ResidentExecutable(session, named, isKept, memory);
  }

  /** @throws ShapeError when an input does not have the shape it was traced with. */
  async run(inputs: Named<Input>): Promise<ResidentOutputs> {
    const feeds = this.#inputs.map(
      ({ name, key, label, shape }) =>
        [name, residentInput(label, given(inputs, key), shape)] as const,
    );
    const results = await this.#session.run(Object.fromEntries(feeds));
    const kept: Record<string, ResidentArray> = {};
    const read: Record<string, Float32Array> = {};
    for (const [at, output] of this.#outputs.entries()) {
      const tensor = results[outputName(at)];
      if (tensor === undefined) throw new Error(`ONNX Runtime gave no result ${at}.`);
      if (output.kept) kept[output.name] = new ResidentArray(tensor, output.shape, this.#memory);
      else read[output.name] = tensor.data as Float32Array;
    }
    return { kept, read };
  }

  /** Ends the profile that was asked for; ONNX Runtime writes its file then. */
  endProfiling(): void {
    this.#session.endProfiling();
  }
}
