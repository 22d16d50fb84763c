import { env, Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import { take } from '../../core/named.ts';
import type { Named } from '../../core/named.ts';
import { assertShape, sizeOf } from '../../core/shapes.ts';
import type { Shape } from '../../core/shapes.ts';
import type { Backend, CompiledProgram, DeviceArray, Input, Program } from '../backend.ts';
import { hostInput } from '../inputs.ts';
import { takeTurn } from '../turn.ts';
import { outputName } from './serialise.ts';
import { createSession } from './session.ts';
import { trace } from './tracing-backend.ts';

/** Buffers that were given back, by length. A state's buffers serve the state after the next. */
class BufferPool {
  readonly #free = new Map<number, Float32Array<ArrayBuffer>[]>();

  take(length: number): Float32Array<ArrayBuffer> {
    return this.#free.get(length)?.pop() ?? new Float32Array(length);
  }

  give(buffer: Float32Array<ArrayBuffer>): void {
    const free = this.#free.get(buffer.length) ?? [];
    free.push(buffer);
    this.#free.set(buffer.length, free);
  }
}

/** An array that ONNX Runtime wrote and can read, without copies. */
class OnnxArray implements DeviceArray {
  readonly shape: Shape;
  readonly #pool: BufferPool;
  #buffer: Float32Array<ArrayBuffer> | undefined;

  constructor(shape: Shape, pool: BufferPool) {
    this.shape = shape;
    this.#pool = pool;
    this.#buffer = pool.take(sizeOf(shape));
  }

  get buffer(): Float32Array<ArrayBuffer> {
    if (this.#buffer === undefined) throw new Error('The array was disposed of.');
    return this.#buffer;
  }

  read(): Promise<Float32Array> {
    return Promise.resolve(this.buffer.slice());
  }

  dispose(): void {
    if (this.#buffer === undefined) return;
    this.#pool.give(this.#buffer);
    this.#buffer = undefined;
  }
}

interface Session {
  readonly session: InferenceSession;
  readonly inputs: readonly {
    readonly name: string;
    readonly key: string;
    readonly shape: Shape;
  }[];
  readonly outputs: readonly { readonly name: string; readonly shape: Shape }[];
}

function bufferOf(name: string, input: Input, shape: Shape): Float32Array<ArrayBuffer> {
  if (input instanceof OnnxArray) {
    assertShape(`Input "${name}"`, input, shape);
    return input.buffer;
  }
  return hostInput(name, input, shape);
}

/** Traces programs once into ONNX models and runs them with ONNX Runtime on the CPU. */
export class OnnxBackend implements Backend {
  readonly name = 'onnx';
  readonly description: string;
  readonly #threads: number;
  readonly #pool = new BufferPool();

  /** @param threads - threads of ONNX Runtime, at least 1. */
  constructor(threads: number) {
    this.#threads = threads;
    const shown = threads === 1 ? '1 thread' : `${threads} threads`;
    this.description = `onnx: ONNX Runtime ${env.versions.node ?? ''}, CPU, ${shown}`;
  }

  compile(program: Program, inputShapes: Named<Shape>): CompiledProgram {
    let prepared: Promise<Session> | undefined;
    return async (inputs) => {
      prepared ??= takeTurn(() => this.#prepare(program, inputShapes));
      return this.#run(await prepared, inputs);
    };
  }

  async #prepare(program: Program, inputShapes: Named<Shape>): Promise<Session> {
    const { graph, inputNames } = await trace(program, inputShapes);
    const session = await createSession(graph, { threads: this.#threads, optimisation: 'all' });
    return {
      session,
      inputs: graph.inputs.map(({ name, shape }, at) => ({
        name,
        key: inputNames[at] ?? '',
        shape,
      })),
      outputs: graph.outputs.map(({ name, value: { shape } }) => ({ name, shape })),
    };
  }

  async #run(
    { session, inputs: wanted, outputs }: Session,
    inputs: Named<Input>,
  ): Promise<Record<string, DeviceArray>> {
    const feeds = Object.fromEntries(
      wanted.map(({ name, key, shape }) => {
        const buffer = bufferOf(key, take(inputs, key), shape);
        return [name, new Tensor('float32', buffer, shape)];
      }),
    );
    const arrays = outputs.map(
      ({ name, shape }) => [name, new OnnxArray(shape, this.#pool)] as const,
    );
    const fetches = Object.fromEntries(
      arrays.map(([, array], at) => [
        outputName(at),
        new Tensor('float32', array.buffer, array.shape),
      ]),
    );
    await session.run(feeds, fetches);
    return Object.fromEntries(arrays);
  }
}
