import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import type { StreamIndex, StreamName } from '../../src/core/random.ts';
import { simultaneousThreshold } from '../../src/core/statistics.ts';

const names = ['init', 'shuffle', 'binarise', 'latent', 'evaluate'] as const;
type Key = readonly [number, StreamName, ...StreamIndex[]];

const keys: fc.Arbitrary<Key> = fc
  .tuple(fc.nat(20), fc.constantFrom(...names), fc.array(fc.nat(20), { maxLength: 3 }))
  .map(([seed, name, indices]) => [seed, name, ...indices]);

const stream = (key: Key) => new RandomStream(...key);

/** Draws as the odd numerators of u = k / 2^24. */
const numerators = (key: Key, length: number) =>
  Array.from(stream(key).uniforms(length), (draw) => draw * 2 ** 24);

/** Pearson's statistic of counts whose expectations are all equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** How often each of `bins` equal parts of (0, 1) is hit. */
function histogram(draws: Iterable<number>, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const draw of draws) counts[Math.floor(draw * bins)]! += 1;
  return counts;
}

/**
 * Independent reference in 64-bit integers: xoroshiro128+ with the constants 24, 16, 37 of Blackman
 * and Vigna 2018, its state the first 16 bytes of SHA-256("seed/name/indices") as four little-endian
 * words, the high word of each half first. A draw is the upper 23 of the lower 32 bits of the sum.
 */
function reference(key: string, length: number): number[] {
  const digest = createHash('sha256').update(key).digest();
  const half = (at: number) =>
    (BigInt(digest.readUInt32LE(at)) << 32n) | BigInt(digest.readUInt32LE(at + 4));
  const rotate = (word: bigint, by: bigint) =>
    BigInt.asUintN(64, (word << by) | (word >> (64n - by)));
  let [s0, s1] = [half(0), half(8)];
  return Array.from({ length }, () => {
    const sum = BigInt.asUintN(32, s0 + s1);
    s1 ^= s0;
    s0 = BigInt.asUintN(64, rotate(s0, 24n) ^ s1 ^ (s1 << 16n));
    s1 = rotate(s1, 37n);
    return 2 * Number(sum >> 9n) + 1;
  });
}

describe('a stream', () => {
  test('gives the same draws for the same seed, name and indices, whatever else is drawn', () => {
    fc.assert(
      fc.property(keys, keys, (key, other) => {
        const [first, second, noise] = [stream(key), stream(key), stream(other)];
        for (let draw = 0; draw < 8; draw += 1) {
          const expected = first.uniform();
          noise.uniform();
          expect(second.uniform()).toBe(expected);
        }
      }),
      { seed: 1 },
    );
  });

  test('differs when the seed, the name, an index or the number of indices differs', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        fc.pre(one.join() !== other.join());
        // Four draws of 23 bits agree by chance with probability 2^-92.
        expect(numerators(one, 4)).not.toEqual(numerators(other, 4));
      }),
      { seed: 2, numRuns: 500 },
    );
    const base: Key = [3, 'latent', 5, 'z'];
    const changed: Key[] = [
      [4, 'latent', 5, 'z'],
      [3, 'binarise', 5, 'z'],
      [3, 'latent', 6, 'z'],
      [3, 'latent', 5, 'y'],
      [3, 'latent', 5],
    ];
    for (const key of changed) expect(numerators(key, 4)).not.toEqual(numerators(base, 4));
  });

  test('is xoroshiro128+ keyed by SHA-256, as an independent implementation has it', () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(numerators(key, 50)).toEqual(reference(key.join('/'), 50));
      }),
      { seed: 3 },
    );
  });

  test('keeps the values that earlier results were made with', () => {
    // Numerators over 2^24: reference('0/init', 4) and so on.
    expect(numerators([0, 'init'], 4)).toEqual([15300379, 9650523, 8025985, 7327151]);
    expect(numerators([7, 'latent', 1000], 4)).toEqual([14462511, 1699199, 2667097, 14832223]);
    expect(numerators([7, 'evaluate', 'test', 3], 4)).toEqual([
      9842663, 7682233, 16093177, 7058939,
    ]);
    // Fisher and Yates from the last position down, j = ((word + 2^31) mod 2^32) mod (i + 1).
    expect([...new RandomStream(0, 'shuffle', 0).permutation(10)]).toEqual([
      0, 7, 4, 8, 1, 6, 2, 3, 9, 5,
    ]);
    expect([...new RandomStream(3, 'shuffle', 2).permutation(10)]).toEqual([
      4, 1, 8, 2, 6, 3, 5, 9, 0, 7,
    ]);
  });
});

describe('uniforms', () => {
  test('are odd multiples of 2^-24 inside (0, 1), exact in float32, and so is 1 - u', () => {
    const generator = stream([0, 'latent', 1]);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const u = generator.uniform();
      const numerator = u * 2 ** 24;
      const fits =
        u > 0 &&
        u < 1 &&
        Number.isInteger(numerator) &&
        numerator % 2 === 1 &&
        Math.fround(u) === u &&
        Math.fround(1 - u) === 1 - u;
      if (!fits) expect.fail(`draw ${draw} is ${u}`);
    }
  });

  test('are the same sequence one by one, in one array and in several', () => {
    fc.assert(
      fc.property(keys, fc.nat(20), fc.nat(20), (key, head, tail) => {
        const [single, whole, parts] = [stream(key), stream(key), stream(key)];
        const expected = Array.from({ length: head + tail }, () => single.uniform());
        expect([...whole.uniforms(head + tail)]).toEqual(expected);
        expect([...parts.uniforms(head), ...parts.uniforms(tail)]).toEqual(expected);
      }),
      { seed: 4 },
    );
  });

  test('have mean 1/2 and variance 1/12 at 99.9 % confidence', () => {
    const count = 1_000_000;
    const draws = stream([5, 'latent', 0]).uniforms(count);
    let sum = 0;
    let squares = 0;
    for (const draw of draws) {
      sum += draw - 0.5;
      squares += (draw - 0.5) ** 2;
    }
    const threshold = simultaneousThreshold(0.999, 2);
    expect(Math.abs(sum / count)).toBeLessThan(threshold * Math.sqrt(1 / 12 / count));
    // Var (u - 1/2)² = E (u - 1/2)⁴ - (1/12)² = 1/80 - 1/144 = 1/180.
    const spread = threshold * Math.sqrt(1 / 180 / count);
    expect(Math.abs(squares / count - 1 / 12)).toBeLessThan(spread);
  });

  // 148.230: the 0.999 quantile of χ² with 99 degrees of freedom.
  const CHI_SQUARE_99 = 148.23;

  test('fill 100 bins evenly within one stream, at 99.9 % confidence', () => {
    const draws = stream([6, 'binarise', 0]).uniforms(1_000_000);
    expect(chiSquare(histogram(draws, 100))).toBeLessThan(CHI_SQUARE_99);
  });

  test('fill 100 bins evenly over the first draws of neighbouring steps, at 99.9 % confidence', () => {
    const draws = Array.from({ length: 20_000 }, (_, step) =>
      stream([0, 'latent', step]).uniform(),
    );
    expect(chiSquare(histogram(draws, 100))).toBeLessThan(CHI_SQUARE_99);
  });

  test('fill the 16 × 16 bins of neighbouring pairs evenly, at 99.9 % confidence', () => {
    const draws = stream([8, 'latent', 0]).uniforms(500_000);
    const pairs = new Array<number>(256).fill(0);
    for (let at = 0; at < draws.length; at += 2) {
      pairs[16 * Math.floor(16 * draws[at]!) + Math.floor(16 * draws[at + 1]!)]! += 1;
    }
    // 330.520: the 0.999 quantile of χ² with 255 degrees of freedom.
    expect(chiSquare(pairs)).toBeLessThan(330.52);
  });
});

describe('a permutation', () => {
  test('holds every index exactly once', () => {
    fc.assert(
      fc.property(keys, fc.nat(300), (key, length) => {
        const order = [...stream(key).permutation(length)];
        expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
      { seed: 5 },
    );
  });

  test('of four is each of the 24 orders equally often, at 99.9 % confidence', () => {
    const generator = stream([1, 'shuffle', 0]);
    const counts: Record<string, number> = {};
    for (let draw = 0; draw < 48_000; draw += 1) {
      const order = generator.permutation(4).join('');
      counts[order] = (counts[order] ?? 0) + 1;
    }
    expect(Object.keys(counts)).toHaveLength(24);
    // 49.728: the 0.999 quantile of χ² with 4! - 1 = 23 degrees of freedom.
    expect(chiSquare(Object.values(counts))).toBeLessThan(49.728);
  });
});
