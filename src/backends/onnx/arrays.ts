import { Tensor } from 'onnxruntime-node';
import { hostInput } from './arguments.ts';
import type { DeviceArray, Input } from './contract.ts';
import { DisposedError } from './errors.ts';
import { assertShape, sizeOf } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** Buffers that were given back, by length. A state's buffers serve the state after the next. */
export class BufferPool {
  readonly #free = new Map<number, Float32Array<ArrayBuffer>[]>();

  /** A buffer of this length, whose numbers are left from its last use. */
  allocate(length: number): Float32Array<ArrayBuffer> {
    return this.#free.get(length)?.pop() ?? new Float32Array(length);
  }

  /** Takes a buffer back. */
  release(buffer: Float32Array<ArrayBuffer>): void {
    const free = this.#free.get(buffer.length) ?? [];
    free.push(buffer);
    this.#free.set(buffer.length, free);
  }
}

/** An array that ONNX Runtime writes and reads in place. */
export class OnnxArray implements DeviceArray {
  readonly shape: Shape;
  readonly #pool: BufferPool;
  #buffer: Float32Array<ArrayBuffer> | undefined;

  constructor(shape: Shape, pool: BufferPool) {
    this.shape = shape;
    this.#pool = pool;
    this.#buffer = pool.allocate(sizeOf(shape));
  }

  get buffer(): Float32Array<ArrayBuffer> {
    if (this.#buffer === undefined) throw new DisposedError();
    return this.#buffer;
  }

  async read(): Promise<Float32Array> {
    return Promise.resolve(this.buffer.slice());
  }

  dispose(): void {
    if (this.#buffer === undefined) return;
    this.#pool.release(this.#buffer);
    this.#buffer = undefined;
  }
}

/**
 * An input as a tensor on its own memory, without a copy.
 *
 * @throws ShapeError when it does not have the shape; TypeError for an array of another backend.
 */
export function inputTensor(name: string, input: Input, shape: Shape): Tensor {
  if (!(input instanceof OnnxArray)) {
    return new Tensor('float32', hostInput(name, input, shape), shape);
  }
  assertShape(`Input "${name}"`, input, shape);
  return new Tensor('float32', input.buffer, shape);
}
