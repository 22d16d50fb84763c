import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../src/core/file-errors.ts';
import { assemble } from '../../src/datasets/assemble.ts';
import type { DatasetFiles, ImageFile } from '../../src/datasets/contract.ts';
import type { Images } from '../../src/datasets/images.ts';

/** A file of images of 1 × 2 pixels, or of other sizes. */
function fileOf(
  name: string,
  pixels: readonly number[],
  { columns = 2, rows = 1, floats = false } = {},
): ImageFile {
  const images: Images = {
    ...{ count: pixels.length / (rows * columns), rows, columns },
    pixels: floats ? Float32Array.from(pixels) : Uint8Array.from(pixels),
  };
  return { file: `/data/${name}`, name, sha256: `sha of ${name}`, images };
}

const grey = Array.from({ length: 12 }, (_, at) => 10 * at);
const black = [0, 0];

const greyFiles: DatasetFiles = { train: fileOf('train', grey), test: fileOf('test', black) };

const load = (files: DatasetFiles, pixels: 'grey' | 'binary' | 'grey or binary' = 'grey') =>
  assemble('mine', { pixels }, files);

describe('a data set', () => {
  test('sets the last sixth of its training images aside for validation', () => {
    const { train, validation } = load(greyFiles);
    expect([...train.pixels]).toEqual(grey.slice(0, 10));
    expect([...validation.pixels]).toEqual(grey.slice(10));
  });

  test('keeps all of them when it has validation images of its own', () => {
    const own = { ...greyFiles, validation: fileOf('validation', [7, 8]) };
    const { train, validation, checksums } = load(own);
    expect([...train.pixels]).toEqual(grey);
    expect([...validation.pixels]).toEqual([7, 8]);
    expect(checksums.validation).toBe('sha of validation');
  });

  test('has the mean of the images that are trained on', () => {
    // (0 + 20 + … + 80) / 5 = 40 and (10 + … + 90) / 5 = 50.
    expect([...load(greyFiles).trainMean]).toEqual([40, 50].map((mean) => Math.fround(mean / 255)));
  });

  test('has the checksums of its files', () => {
    expect(load(greyFiles)).toMatchObject({
      name: 'mine',
      checksums: { train: 'sha of train', test: 'sha of test' },
    });
  });

  test('of floats that are 255ths is one of bytes', () => {
    const floats = fileOf(
      'train',
      grey.map((level) => level / 255),
      { floats: true },
    );
    expect(load({ ...greyFiles, train: floats }).train).toEqual(load(greyFiles).train);
  });

  test.each([
    [
      fileOf('test', grey, { columns: 3 }),
      'holds images of 1 × 3 pixels (3); the training images have 1 × 2',
    ],
    [
      fileOf('test', black, { rows: 2, columns: 1 }),
      'holds images of 2 × 1 pixels (2); the training',
    ],
    [fileOf('test', []), 'holds 0 images of 1 × 2 pixels. At least one is needed.'],
  ])('needs test and validation images of the size of the training images', (file, problem) => {
    for (const part of ['test', 'validation'] as const) {
      expect(() => load({ ...greyFiles, [part]: file })).toThrow(DatasetError);
      expect(() => load({ ...greyFiles, [part]: file })).toThrow(`/data/test: ${problem}`);
    }
  });

  test('needs six images to set one aside, and one when nothing is set aside', () => {
    const few = { ...greyFiles, train: fileOf('train', grey.slice(0, 10)) };
    expect(() => load(few)).toThrow('/data/train: holds only 5 images. At least 6 are needed.');
    expect(load({ ...few, validation: fileOf('validation', black) }).train.count).toBe(5);
    const none = { ...few, train: fileOf('train', []), validation: fileOf('validation', black) };
    expect(() => load(none)).toThrow('/data/train: holds 0 images');
  });
});

describe('pixels', () => {
  const blackAndWhite = grey.map((level) => (level > 40 ? 255 : 0));
  const binaryFiles = { ...greyFiles, train: fileOf('train', blackAndWhite) };
  const flags = (files: DatasetFiles, pixels: 'grey' | 'binary' | 'grey or binary') => {
    const { train, validation, test: tested } = load(files, pixels);
    return [train, validation, tested].map(({ binary }) => binary);
  };

  test('of a grey data set are drawn even if all are black or white', () => {
    expect(flags(binaryFiles, 'grey')).toEqual([false, false, false]);
  });

  test('that may be either are binary if all of all files are black or white', () => {
    expect(flags(binaryFiles, 'grey or binary')).toEqual([true, true, true]);
    const mixed = { ...binaryFiles, test: fileOf('test', [0, 1]) };
    expect(flags(mixed, 'grey or binary')).toEqual([false, false, false]);
  });

  test('of a binary data set must be so', () => {
    expect(flags(binaryFiles, 'binary')).toEqual([true, true, true]);
    // The third image is the first with a grey pixel.
    const mixed = { ...binaryFiles, test: fileOf('test', [0, 255, 0, 0, 255, 254, 1, 1]) };
    expect(() => load(mixed, 'binary')).toThrow(
      '/data/test: holds a pixel that is neither 0 nor 1 in image 3.',
    );
  });
});
