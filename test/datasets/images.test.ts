import { describe, expect, test } from 'vitest';
import {
  firstGrey,
  meanImage,
  pixelsPerImage,
  sliceImages,
  withBytes,
} from '../../src/datasets/images.ts';
import type { Images } from '../../src/datasets/images.ts';

const images: Images = {
  count: 3,
  rows: 1,
  columns: 2,
  pixels: Uint8Array.of(0, 255, 51, 255, 102, 255),
};

describe('images', () => {
  test('have rows times columns pixels', () => {
    expect(pixelsPerImage({ rows: 28, columns: 27 })).toBe(756); // 28 · 27
  });

  test('are sliced without a copy', () => {
    const slice = sliceImages(images, 1, 3);
    expect(slice).toMatchObject({ count: 2, rows: 1, columns: 2 });
    expect([...slice.pixels]).toEqual([51, 255, 102, 255]);
    expect(slice.pixels.buffer).toBe(images.pixels.buffer);
  });

  test('have the mean of every pixel as a probability', () => {
    // (0 + 51 + 102) / (3 · 255) = 0.2, and white everywhere.
    expect([...meanImage(images)]).toEqual([Math.fround(0.2), 1]);
  });

  test('have the mean of the slice only', () => {
    // (51 + 102) / (2 · 255) = 0.3.
    expect([...meanImage(sliceImages(images, 1, 3))]).toEqual([Math.fround(0.3), 1]);
  });
});

describe('images of floats', () => {
  const floats = (...values: readonly number[]): Images => ({
    ...{ count: values.length, rows: 1, columns: 1 },
    pixels: Float32Array.from(values),
  });

  test('have their mean as a probability, too', () => {
    const two: Images = { count: 2, rows: 1, columns: 2, pixels: Float32Array.of(0.5, 1, 0.25, 0) };
    expect([...meanImage(two)]).toEqual([0.375, 0.5]);
  });

  test('become the bytes that they are 255ths of', () => {
    const bytes = Array.from({ length: 256 }, (_, level) => level);
    const { pixels } = withBytes(floats(...bytes.map((level) => level / 255)));
    expect(pixels).toBeInstanceOf(Uint8Array);
    expect([...pixels]).toEqual(bytes);
  });

  test('stay what they are when one of them is no 255th', () => {
    const images256 = floats(0, 1, 128 / 255, 128 / 256);
    expect(withBytes(images256)).toBe(images256);
    const near = floats(0, Math.fround(1 / 255) * (1 + 2 ** -23));
    expect(withBytes(near)).toBe(near);
  });
});

test.each<[number | undefined, Images['pixels']]>([
  [undefined, Uint8Array.of(0, 255, 0)],
  [1, Uint8Array.of(0, 1, 255)],
  [undefined, Float32Array.of(0, 1, 0)],
  [2, Float32Array.of(0, 1, 0.5)],
])('the first grey pixel is found at %s', (at, pixels) => {
  expect(firstGrey({ count: 3, rows: 1, columns: 1, pixels })).toBe(at);
});
