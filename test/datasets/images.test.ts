import { describe, expect, test } from 'vitest';
import { meanImage, pixelsPerImage, sliceImages } from '../../src/datasets/images.ts';
import type { ImageSet } from '../../src/datasets/images.ts';

const images: ImageSet = {
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
