import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** What a stream of random numbers is for; streams of different names are independent. */
export type StreamName =
  'init' | 'shuffle' | 'binarise' | 'latent' | 'evaluate' | 'sample' | 'compare';

/** Integer key parts after the name: a step, an epoch, a batch. */
export type StreamIndex = number | string;

const UNIFORM_BITS = 23;
const UNIFORM_STEP = 2 ** -UNIFORM_BITS;

/**
 * A generator that is a pure function of (seed, name, indices): nothing about randomness has to be
 * saved to resume a run, and two estimators with one seed see the same data in the same order.
 *
 * The key is hashed with SHA-256 to the 128-bit state of xoroshiro128+ (Blackman and Vigna, 2018), so
 * that neighbouring seeds and steps share nothing.
 */
export class RandomStream {
  readonly #generator;

  constructor(seed: number, name: StreamName, ...indices: readonly StreamIndex[]) {
    const key = createHash('sha256')
      .update([seed, name, ...indices].join('/'))
      .digest();
    this.#generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => key.readInt32LE(at)));
  }

  /**
   * A uniform draw from the open interval (0, 1), exact in float32.
   *
   * It is an odd multiple of 2^-24: log(u) and log(1 - u) are finite, 1 - u is exact, and the grid is
   * symmetric about one half, on which antithetic estimators rely. The upper bits are taken because
   * the lowest bits of xoroshiro128+ are the weaker ones.
   */
  uniform(): number {
    return ((this.#generator.next() >>> (32 - UNIFORM_BITS)) + 0.5) * UNIFORM_STEP;
  }

  /** `length` uniform draws from (0, 1). */
  uniforms(length: number): Float32Array<ArrayBuffer> {
    return this.fill(new Float32Array(length));
  }

  /** Fills an array with uniform draws from (0, 1) and returns it. */
  fill<T extends Float32Array>(draws: T): T {
    const generator = this.#generator;
    for (let index = 0; index < draws.length; index += 1) {
      draws[index] = ((generator.next() >>> (32 - UNIFORM_BITS)) + 0.5) * UNIFORM_STEP;
    }
    return draws;
  }

  /** A uniformly random order of 0 … `length` - 1 (Fisher and Yates). */
  permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, index) => index);
    for (let index = length - 1; index > 0; index -= 1) {
      const other = uniformInt(this.#generator, 0, index);
      const moved = order[index] ?? 0;
      order[index] = order[other] ?? 0;
      order[other] = moved;
    }
    return order;
  }
}
