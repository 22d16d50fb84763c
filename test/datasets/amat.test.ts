import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/datasets/dataset.ts';
import { writeFiles } from './written-files.ts';

const train = '0 1 1 0\n'.repeat(6);
const valid = '0 0 0 1\n';
const tests = '1 1 1 1\n';

const load = (files: Readonly<Record<string, string | Uint8Array>>) =>
  loadDataset({ name: 'amat', directory: writeFiles(files) });

describe('text files of images', () => {
  const usual = () =>
    load({
      'binarized_mnist_train.amat': train,
      'binarized_mnist_valid.amat': valid,
      'binarized_mnist_test.amat': tests,
    });

  test('are three parts that are used as they are, and binary', () => {
    const { train: trained, validation, test: tested, trainMean } = usual();
    expect([trained, validation, tested].map(({ count, binary }) => [count, binary])).toEqual([
      [6, true],
      [1, true],
      [1, true],
    ]);
    expect([...validation.pixels]).toEqual([0, 0, 0, 255]);
    expect([...trainMean]).toEqual([0, 1, 1, 0]);
  });

  test.each([
    [
      'gzipped',
      {
        'a_train.amat.gz': gzipSync(train),
        'a_valid.amat.gz': gzipSync(valid),
        'a_test.amat.gz': gzipSync(tests),
      },
    ],
    [
      'with other names',
      { 'x-train.amat': train, 'x-validation.amat': valid, 'x-test.amat': tests },
    ],
    ['without any prefix', { 'train.amat': train, 'valid.amat': valid, 'test.amat': tests }],
  ])('are the same data set %s', (_, files) => {
    expect(load(files)).toEqual(usual());
  });

  test('without validation images set the last sixth aside', () => {
    const { train: kept, validation } = load({ 'train.amat': train, 'test.amat': tests });
    expect([kept.count, validation.count]).toEqual([5, 1]);
    expect(kept.binary).toBe(true);
  });

  test('of which one holds grey levels are grey', () => {
    const set = load({ 'train.amat': train, 'test.amat': '1 1 1 0.5\n' });
    expect([set.train.binary, set.test.binary]).toEqual([false, false]);
    expect([...set.test.pixels]).toEqual([1, 1, 1, 0.5]);
  });

  test('that are missing are named with what is there', () => {
    const directory = writeFiles({ 'binarized_mnist_train.amat': train, 'strain.amat': '' });
    expect(() => loadDataset({ name: 'amat', directory })).toThrow(
      `${directory}: holds no file whose name ends in test.amat or test.amat.gz; it holds ` +
        'binarized_mnist_train.amat, strain.amat. Name it like binarized_mnist_test.amat.',
    );
  });

  test('of several data sets in one folder cannot be told apart', () => {
    const directory = writeFiles({
      'a_train.amat': train,
      'b_train.amat': train,
      'test.amat': tests,
    });
    expect(() => loadDataset({ name: 'amat', directory })).toThrow(
      `${directory}: holds several that may be binarized_mnist_train.amat: a_train.amat, b_train.amat.`,
    );
  });

  test('of different sizes are named', () => {
    const directory = writeFiles({ 'train.amat': train, 'test.amat': '0 1\n' });
    expect(() => loadDataset({ name: 'amat', directory })).toThrow(
      `${join(directory, 'test.amat')}: holds images of 1 × 2 pixels (2); the training images have 2 × 2`,
    );
  });
});
