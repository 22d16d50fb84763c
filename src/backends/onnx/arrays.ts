import { Tensor } from 'onnxruntime-node';
import { given, hostInput } from './arguments.ts';
import { concatenated } from './concatenated.ts';
import type { DeviceArray, Input, Named } from './contract.ts';
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
  readonly #release: () => void;
  #buffer: Float32Array<ArrayBuffer> | undefined;

  /** @param release - called once, when the array is disposed of. */
  private constructor(shape: Shape, buffer: Float32Array<ArrayBuffer>, release: () => void) {
    this.shape = shape;
    this.#buffer = buffer;
    this.#release = release;
  }

  /** An array on a buffer of its own. */
  static from(shape: Shape, pool: BufferPool): OnnxArray {
    const buffer = pool.allocate(sizeOf(shape));
    return new OnnxArray(shape, buffer, () => {
      pool.release(buffer);
    });
  }

  /** Arrays that follow each other in one buffer, which the last of them that is disposed of gives back. */
  static inOneBuffer(
    shapes: readonly Shape[],
    pool: BufferPool,
  ): { readonly buffer: Float32Array<ArrayBuffer>; readonly arrays: readonly OnnxArray[] } {
    const sizes = shapes.map(sizeOf);
    const buffer = pool.allocate(sizes.reduce((sum, size) => sum + size, 0));
    let alive = shapes.length;
    const release = () => {
      alive -= 1;
      if (alive === 0) pool.release(buffer);
    };
    let start = 0;
    const arrays = shapes.map((shape, at) => {
      const end = start + (sizes[at] ?? 0);
      const part = buffer.subarray(start, end);
      start = end;
      return new OnnxArray(shape, part, release);
    });
    return { buffer, arrays };
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
    this.#buffer = undefined;
    this.#release();
  }
}

/**
 * The values of an input on its own memory, without a copy.
 *
 * @throws ShapeError when it does not have the shape; TypeError for an array of another backend.
 */
function inputValues(name: string, input: Input, shape: Shape): Float32Array<ArrayBuffer> {
  if (!(input instanceof OnnxArray)) return hostInput(name, input, shape);
  assertShape(`Input "${name}"`, input, shape);
  return input.buffer;
}

/** An input as a tensor; see `inputValues`. */
export function inputTensor(name: string, input: Input, shape: Shape): Tensor {
  return new Tensor('float32', inputValues(name, input, shape), shape);
}

/** Inputs as one tensor of one axis: without a copy where they follow each other in memory. See `inputValues`. */
export function joinedTensor(
  members: readonly { readonly name: string; readonly shape: Shape }[],
  inputs: Named<Input>,
): Tensor {
  const parts = members.map(({ name, shape }) => inputValues(name, given(inputs, name), shape));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const [first] = parts;
  const follow = parts.every((part, at) => {
    const before = parts[at - 1];
    return (
      before === undefined ||
      (part.buffer === before.buffer && part.byteOffset === before.byteOffset + before.byteLength)
    );
  });
  if (first !== undefined && follow) {
    return new Tensor('float32', new Float32Array(first.buffer, first.byteOffset, length), [
      length,
    ]);
  }
  return new Tensor('float32', concatenated(parts), [length]);
}
