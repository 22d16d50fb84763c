import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { simultaneousThreshold } from '../../src/core/statistics.ts';
import { binarise, binariseOnce } from '../../src/datasets/binarise.ts';
import type { ImageSet } from '../../src/datasets/images.ts';

const stream = (step = 1) => new RandomStream(0, 'binarise', step);

/** One image per row of grey levels. */
function imagesOf(...rows: readonly (readonly number[])[]): ImageSet {
  const pixels = Uint8Array.from(rows.flat());
  return { count: rows.length, rows: 1, columns: rows[0]!.length, pixels, binary: false };
}

/** An image with every grey level once. */
const ramp = imagesOf(Array.from({ length: 256 }, (_, grey) => grey));

describe('binarise', () => {
  test('takes the images that it is asked for, in that order', () => {
    const images = imagesOf([0, 0], [0, 255], [255, 255]);
    const binary = binarise(images, Uint32Array.of(2, 1, 2, 0), stream());
    expect([...binary]).toEqual([1, 1, 0, 1, 1, 1, 0, 0]);
  });

  test('gives zeros and ones only, black always 0 and white always 1', () => {
    const binary = binarise(ramp, new Uint32Array(1000), stream());
    const values = new Set(binary);
    expect(values).toEqual(new Set([0, 1]));
    for (let image = 0; image < 1000; image += 1) {
      expect(binary[256 * image]).toBe(0);
      expect(binary[256 * image + 255]).toBe(1);
    }
  });

  test('draws one uniform per grey pixel and none for black and white', () => {
    const images = imagesOf([0, 255, 100, 255, 0, 200, 1, 254]);
    const used = stream();
    const binary = binarise(images, Uint32Array.of(0, 0), used);
    const reference = stream();
    const draw = (grey: number) => (reference.uniform() < grey / 255 ? 1 : 0);
    const once = () => [0, 1, draw(100), 1, 0, draw(200), draw(1), draw(254)];
    expect([...binary]).toEqual([...once(), ...once()]);
    expect(used.uniform()).toBe(reference.uniform());
  });

  test('makes every grey level a one with probability grey / 255, at 99.9 % confidence', () => {
    const draws = 20_000;
    const binary = binarise(ramp, new Uint32Array(draws), stream());
    const counts = new Array<number>(256).fill(0);
    binary.forEach((value, at) => (counts[at % 256]! += value));
    // 254 levels between black and white are compared at once.
    const threshold = simultaneousThreshold(0.999, 254);
    for (let grey = 1; grey < 255; grey += 1) {
      const p = grey / 255;
      const z = (counts[grey]! / draws - p) / Math.sqrt((p * (1 - p)) / draws);
      expect(Math.abs(z), `grey level ${grey}`).toBeLessThan(threshold);
    }
  });

  test('is the same for the same step and fresh for another', () => {
    const draw = (step: number) => binarise(ramp, Uint32Array.of(0, 0), stream(step));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });

  test('draws an image anew when it comes twice in a batch', () => {
    const binary = binarise(ramp, Uint32Array.of(0, 0), stream());
    expect(binary.slice(0, 256)).not.toEqual(binary.slice(256));
  });
});

describe('images of floats', () => {
  // No 255ths, and beyond what bytes can tell apart.
  const probabilities = [0, 1, 0.1234567, 0.5, 1e-6, 1 - 1e-6];
  const floats: ImageSet = {
    ...{ count: 1, rows: 2, columns: 3, binary: false },
    pixels: Float32Array.from(probabilities),
  };

  test('are drawn with their probabilities, at 99.9 % confidence', () => {
    const draws = 100_000;
    const drawn = binarise(floats, new Uint32Array(draws), stream());
    const threshold = simultaneousThreshold(0.999, 2);
    for (const [pixel, p] of [
      [2, 0.1234567],
      [3, 0.5],
    ] as const) {
      let ones = 0;
      for (let at = pixel; at < drawn.length; at += 6) ones += drawn[at]!;
      expect(Math.abs(ones / draws - p) / Math.sqrt((p * (1 - p)) / draws)).toBeLessThan(threshold);
    }
  });

  test('consume one uniform per grey pixel and none for black and white', () => {
    const used = stream();
    const drawn = binarise(floats, Uint32Array.of(0), used);
    const reference = stream();
    const expected = [
      0,
      1,
      ...probabilities.slice(2).map((p) => Number(reference.uniform() < Math.fround(p))),
    ];
    expect([...drawn]).toEqual(expected);
    expect(used.uniform()).toBe(reference.uniform());
  });

  test('are bytes once they are drawn', () => {
    expect(binariseOnce(floats, stream()).pixels).toBeInstanceOf(Uint8Array);
  });
});

describe('binary images', () => {
  const binary: ImageSet = { ...imagesOf([0, 255, 255], [255, 0, 0]), binary: true };

  test('are used as they are and consume no random number', () => {
    const used = stream();
    expect([...binarise(binary, Uint32Array.of(1, 0, 1), used)]).toEqual([
      1, 0, 0, 0, 1, 1, 1, 0, 0,
    ]);
    expect(binariseOnce(binary, used)).toBe(binary);
    expect(used.uniform()).toBe(stream().uniform());
  });

  test('give what they give as grey levels', () => {
    const all = Uint32Array.of(0, 1);
    expect(binarise(binary, all, stream())).toEqual(
      binarise({ ...binary, binary: false }, all, stream()),
    );
  });
});

describe('binariseOnce', () => {
  const images = imagesOf([0, 100, 255], [50, 255, 200], [128, 128, 128]);
  const all = Uint32Array.of(0, 1, 2);

  test('gives black and white images of the same sizes', () => {
    const once = binariseOnce(ramp, stream());
    expect(once).toMatchObject({ count: 1, rows: 1, columns: 256, binary: true });
    expect(new Set(once.pixels)).toEqual(new Set([0, 255]));
  });

  test('draws what binarise draws from the same stream, and leaves the originals alone', () => {
    const before = [...images.pixels];
    const once = binariseOnce(images, stream());
    const drawn = binarise(images, all, stream());
    expect([...once.pixels]).toEqual([...drawn].map((value) => 255 * value));
    expect([...images.pixels]).toEqual(before);
  });

  test('gives images that binarise passes on unchanged, without any random number', () => {
    const once = binariseOnce(images, stream());
    const other = stream(2);
    const binary = binarise(once, all, other);
    expect([...binary]).toEqual([...once.pixels].map((pixel) => pixel / 255));
    expect(other.uniform()).toBe(stream(2).uniform());
  });
});
