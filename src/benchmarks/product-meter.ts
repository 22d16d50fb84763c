import * as tf from '@tensorflow/tfjs';
import type { Backend, CompiledProgram, DeviceArray, Program } from '../backends/backend.ts';
import { get, mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';
import type { MatrixProduct } from '../models/products.ts';
import { onDevice } from './on-device.ts';
import { flopsOf, productName, shapesOf } from './products.ts';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';
import { settle, timed, turn } from './turn.ts';

/** The share of a call that may be overhead before several products share a call. */
const VISIBLE_OVERHEAD = 0.02;
const MAX_PER_CALL = 32;
/** What a round spends on each program: this many milliseconds, within these limits of calls. */
const ROUND_MILLISECONDS = 4;
const [MIN_CALLS, MAX_CALLS] = [1, 20];
/** Calls before and during the calibration. */
const CALIBRATION_CALLS = 3;

/** The measured speed of a product on a backend. */
export interface ProductSpeed {
  readonly product: string;
  readonly gigaflop: number;
  /** Products of this shape in one call of the backend. */
  readonly per_call: number;
  /** Per product. */
  readonly milliseconds: Spread;
  readonly gigaflops_per_second: number;
}

function factorShapes(product: MatrixProduct): { a: Shape; b: Shape } {
  const { rows, inner, columns, transposeA, transposeB } = product;
  return {
    a: transposeA ? [inner, rows] : [rows, inner],
    b: transposeB ? [columns, inner] : [inner, columns],
  };
}

/**
 * The product of every a/<n> with b. Nothing but `corner` is returned, the sum of one number of each:
 * onnxruntime-node copies results, which is no part of a product.
 */
function productsProgram(
  { transposeA, transposeB }: MatrixProduct,
  names: readonly string[],
): Program {
  return (inputs) => {
    const corners = names.map((name) => {
      const product = tf.matMul(get(inputs, name), get(inputs, 'b'), transposeA, transposeB);
      return tf.slice(product, [0, 0], [1, 1]);
    });
    return { corner: tf.addN(corners) };
  };
}

/** A program that is called again and again; its inputs stay on the device, its outputs are disposed of. */
class RepeatedCall {
  readonly perCall: number;
  readonly #program: CompiledProgram;
  readonly #inputs: Named<DeviceArray>;
  #calls = MIN_CALLS;
  readonly #milliseconds: number[] = [];

  constructor(program: CompiledProgram, inputs: Named<DeviceArray>, perCall: number) {
    this.#program = program;
    this.#inputs = inputs;
    this.perCall = perCall;
  }

  /** Milliseconds per product. */
  get milliseconds(): readonly number[] {
    return this.#milliseconds;
  }

  async #call(): Promise<void> {
    const outputs = await this.#program(this.#inputs);
    await get(outputs, 'corner').read();
    for (const output of Object.values(outputs)) output.dispose();
  }

  /** The median of a few calls, in milliseconds, after as many to warm up; nothing is kept. */
  async calibrate(signal: AbortSignal): Promise<number> {
    const times: number[] = [];
    for (let call = 0; call < 2 * CALIBRATION_CALLS; call += 1) {
      times.push(await timed(() => this.#call()));
      await turn(signal);
    }
    const { median } = spreadOf(times.slice(CALIBRATION_CALLS));
    const calls = Math.ceil(ROUND_MILLISECONDS / median);
    this.#calls = Math.min(Math.max(calls, MIN_CALLS), MAX_CALLS);
    return median;
  }

  /** The first call of a round brings the factors back into the caches and is not kept. */
  async round(signal: AbortSignal): Promise<void> {
    for (let call = 0; call <= this.#calls; call += 1) {
      const milliseconds = await timed(() => this.#call());
      if (call > 0) this.#milliseconds.push(milliseconds / this.perCall);
      await turn(signal);
    }
  }

  dispose(): void {
    for (const input of Object.values(this.#inputs)) input.dispose();
  }
}

/**
 * Measures how fast a backend multiplies matrices, by programs of nothing but products of one shape.
 * Where the overhead of a call shows, several products share it, and both ways are measured.
 */
export class ProductMeter {
  readonly #backend: Backend;
  readonly #signal: AbortSignal;
  readonly #chunk: number;
  #overhead = Number.NaN;
  readonly #measured = new Map<string, { shape: MatrixProduct; calls: RepeatedCall[] }>();

  /** @param chunk - rows that an engine might compute at once. */
  constructor(backend: Backend, chunk: number, signal: AbortSignal) {
    this.#backend = backend;
    this.#chunk = chunk;
    this.#signal = signal;
  }

  async #repeated(shape: MatrixProduct, perCall: number): Promise<RepeatedCall> {
    const { a, b } = factorShapes(shape);
    const names = Array.from({ length: perCall }, (_, at) => `a/${at}`);
    const shapes = { b, ...Object.fromEntries(names.map((name) => [name, a])) };
    const inputs = await onDevice(
      this.#backend,
      mapNamed(shapes, (of, name) => ({
        shape: of,
        values: new RandomStream(0, 'init', productName(shape), name).uniforms(sizeOf(of)),
      })),
    );
    const program = this.#backend.compile(productsProgram(shape, names), shapes);
    return new RepeatedCall(program, inputs, perCall);
  }

  /** Milliseconds of a call that computes next to nothing. */
  async #callOverhead(): Promise<number> {
    const least = { rows: 1, inner: 1, columns: 1, transposeA: false, transposeB: false };
    const call = await this.#repeated(least, 1);
    const overhead = await call.calibrate(this.#signal);
    call.dispose();
    return overhead;
  }

  /** Prepares the measurement of these products, whole and in chunks. */
  async add(products: readonly MatrixProduct[]): Promise<void> {
    if (Number.isNaN(this.#overhead)) this.#overhead = await this.#callOverhead();
    for (const shape of products.flatMap((product) => shapesOf(product, this.#chunk))) {
      const key = productName(shape);
      if (this.#measured.has(key)) continue;
      const single = await this.#repeated(shape, 1);
      await settle(this.#backend);
      const milliseconds = await single.calibrate(this.#signal);
      const own = Math.max(milliseconds - this.#overhead, VISIBLE_OVERHEAD * milliseconds);
      const wanted = Math.ceil(this.#overhead / (VISIBLE_OVERHEAD * own));
      const calls = [single];
      if (wanted > 1) {
        const several = await this.#repeated(shape, Math.min(wanted, MAX_PER_CALL));
        await several.calibrate(this.#signal);
        calls.push(several);
      }
      this.#measured.set(key, { shape, calls });
    }
  }

  /** Measures the programs of these products once more. */
  async round(products: readonly MatrixProduct[]): Promise<void> {
    const shapes = products.flatMap((product) => shapesOf(product, this.#chunk));
    for (const key of new Set(shapes.map(productName))) {
      for (const call of this.#get(key).calls) {
        await settle(this.#backend);
        await call.round(this.#signal);
      }
    }
  }

  #get(key: string): { shape: MatrixProduct; calls: RepeatedCall[] } {
    const measured = this.#measured.get(key);
    if (measured === undefined) throw new Error(`${key} was not added.`);
    return measured;
  }

  /** The speed of every shape, in the way of calling that is faster. */
  get speeds(): ProductSpeed[] {
    return [...this.#measured.values()].map(({ shape, calls }) => this.#speed(shape, calls));
  }

  #speed(shape: MatrixProduct, calls: readonly RepeatedCall[]): ProductSpeed {
    const gigaflop = flopsOf(shape) / 1e9;
    const speeds = calls.map((call) => {
      const milliseconds = spreadOf(call.milliseconds);
      return {
        product: productName(shape),
        gigaflop,
        per_call: call.perCall,
        milliseconds,
        gigaflops_per_second: (1000 * gigaflop) / milliseconds.median,
      };
    });
    return speeds.reduce((best, speed) =>
      speed.gigaflops_per_second > best.gigaflops_per_second ? speed : best,
    );
  }

  /** The rate of a product, the best of its shapes: GFLOP per second. */
  rateOf(product: MatrixProduct): number {
    const rates = shapesOf(product, this.#chunk).map((shape) => {
      const { calls } = this.#get(productName(shape));
      return this.#speed(shape, calls).gigaflops_per_second;
    });
    return Math.max(...rates);
  }

  /** Gives the factors' memory back. */
  dispose(): void {
    for (const { calls } of this.#measured.values()) {
      for (const call of calls) call.dispose();
    }
  }
}
