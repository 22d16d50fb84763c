import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import { hostInput } from './arguments.ts';
import type { DeviceArray, Input } from './contract.ts';
import { DisposedError } from './errors.ts';
import { GraphBuilder } from './graph-builder.ts';
import { outputName, serialise } from './serialise.ts';
import { createSession } from './session.ts';
import type { SessionOptions } from './session.ts';
import { assertShape, sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** The arrays that are alive on a device. */
export interface MemoryUse {
  readonly arrays: number;
  readonly bytes: number;
}

/** Reads arrays from a device and counts those that are alive. */
export class DeviceMemory {
  readonly #options: SessionOptions;
  readonly #copies = new Map<string, Promise<InferenceSession>>();
  #arrays = 0;
  #bytes = 0;

  constructor({ device = 'cpu', threads }: SessionOptions) {
    this.#options = { device, threads, optimisation: 'disabled' };
  }

  /** What is alive now. */
  get use(): MemoryUse {
    return { arrays: this.#arrays, bytes: this.#bytes };
  }

  /** Counts an array of this shape; −1 takes it back. */
  count(shape: Shape, sign: 1 | -1): void {
    this.#arrays += sign;
    this.#bytes += sign * Float32Array.BYTES_PER_ELEMENT * sizeOf(shape);
  }

  /**
   * Copies an array to the host, by a graph that does nothing but copy: the tensor's own `getData()` ends the process
   * in onnxruntime-node 1.30.
   */
  async read(tensor: Tensor): Promise<Float32Array> {
    const key = tensor.dims.join();
    const session = this.#copies.get(key) ?? this.#prepareCopy(tensor.dims);
    this.#copies.set(key, session);
    const { [outputName(0)]: copy } = await (await session).run({ v0: tensor });
    return copy?.data as Float32Array;
  }

  #prepareCopy(shape: Shape): Promise<InferenceSession> {
    const builder = new GraphBuilder();
    const value = builder.input(shape);
    const graph = builder.graph([value], [{ name: 'copy', value }]);
    return createSession(serialise(graph), this.#options);
  }
}

/** An array that stays on the device that computed it. */
export class ResidentArray implements DeviceArray {
  readonly shape: Shape;
  readonly #memory: DeviceMemory;
  #tensor: Tensor | undefined;

  constructor(tensor: Tensor, shape: Shape, memory: DeviceMemory) {
    this.shape = shape;
    this.#tensor = tensor;
    this.#memory = memory;
    memory.count(shape, 1);
  }

  get tensor(): Tensor {
    if (this.#tensor === undefined) throw new DisposedError();
    return this.#tensor;
  }

  async read(): Promise<Float32Array> {
    return this.#memory.read(this.tensor);
  }

  dispose(): void {
    if (this.#tensor === undefined) return;
    this.#tensor.dispose();
    this.#tensor = undefined;
    this.#memory.count(this.shape, -1);
  }
}

/**
 * An input as a tensor: the device's own array without a copy, or values of the host.
 *
 * @throws ShapeError when it does not have the shape; TypeError for an array of another backend.
 */
export function residentInput(name: string, input: Input, shape: Shape): Tensor {
  if (!(input instanceof ResidentArray)) {
    return new Tensor('float32', hostInput(name, input, shape), shape);
  }
  assertShape(`Input "${name}"`, input, shape);
  return input.tensor;
}
