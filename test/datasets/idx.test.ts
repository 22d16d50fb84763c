import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DatasetError } from '../../src/core/file-errors.ts';
import { fashionMnist } from '../../src/datasets/fashion-mnist.ts';
import { idx } from '../../src/datasets/idx.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { idxBytes } from './idx-files.ts';
import { writeFiles } from './written-files.ts';

const TRAIN = 'train-images-idx3-ubyte';
const TEST = 't10k-images-idx3-ubyte';

const trainBytes = idxBytes({ count: 6 });
const testBytes = idxBytes({ count: 2 });

const folderOf = (...names: readonly string[]): string => {
  const bytesOf = (name: string) => (name.includes('train') ? trainBytes : testBytes);
  return writeFiles(
    Object.fromEntries(
      names.map((name) => [name, name.endsWith('.gz') ? gzipSync(bytesOf(name)) : bytesOf(name)]),
    ),
  );
};

describe('the files of an IDX data set', () => {
  test.each([
    ['as MNIST and KMNIST name them', [TRAIN, TEST]],
    ['gzipped', [`${TRAIN}.gz`, `${TEST}.gz`]],
    ['with a dot', ['train-images.idx3-ubyte', 't10k-images.idx3-ubyte.gz']],
    [
      'as EMNIST names them',
      ['emnist-letters-train-images-idx3-ubyte', 'emnist-letters-test-images-idx3-ubyte'],
    ],
    [
      'as QMNIST names them',
      ['qmnist-train-images-idx3-ubyte.gz', 'qmnist-test-images-idx3-ubyte.gz'],
    ],
    ['in a folder raw', [`raw/${TRAIN}`, `raw/${TEST}`]],
    ['as torchvision leaves them', [`KMNIST/raw/${TRAIN}`, `KMNIST/raw/${TEST}`]],
    [
      'as torchvision leaves those of QMNIST',
      ['QMNIST/raw/qmnist-train-images-idx3-ubyte', 'QMNIST/raw/qmnist-test-images-idx3-ubyte'],
    ],
    [
      'as torchvision leaves one split of EMNIST',
      [
        'EMNIST/raw/emnist-letters-train-images-idx3-ubyte',
        'EMNIST/raw/emnist-letters-test-images-idx3-ubyte',
        'EMNIST/raw/emnist-letters-train-labels-idx1-ubyte',
      ],
    ],
    [
      'as EMNIST names them, with a dot',
      ['emnist-letters-train-images.idx3-ubyte', 'emnist-letters-test-images.idx3-ubyte.gz'],
    ],
    ['beside other files', [TRAIN, TEST, 'train-labels-idx1-ubyte', 'a.npz', 'notes.txt']],
    ['beside gzipped ones', [TRAIN, TEST, `${TRAIN}.gz`, `${TEST}.gz`]],
    [
      'beside ones with a dot',
      [TRAIN, TEST, 'train-images.idx3-ubyte', 'emnist-train-images-idx3-ubyte'],
    ],
  ])('are found %s', (_, names) => {
    const folder = folderOf(...names);
    expect(idx.isIn!(folder)).toBe(true);
    const { train, test: tested } = idx.load(folder);
    expect([train.file, tested.file]).toEqual(names.slice(0, 2).map((name) => join(folder, name)));
    // The usual names, so that the same images are the same data wherever they lie.
    expect([train.name, tested.name]).toEqual([TRAIN, TEST]);
    expect([train.images.count, tested.images.count]).toEqual([6, 2]);
  });

  test('are those of its own folder for a data set with a name, where there are several', () => {
    const folder = folderOf(
      ...['MNIST', 'FashionMNIST'].flatMap((name) => [
        `${name}/raw/${TRAIN}`,
        `${name}/raw/${TEST}`,
      ]),
    );
    expect(() => fashionMnist.load(folder)).toThrow(
      `${join(folder, 'FashionMNIST/raw')}/${TRAIN}: has the SHA-256 checksum`,
    );
    expect(() => idx.load(folder)).toThrow(
      `${folder}: holds several data sets: ${folder}/FashionMNIST/raw, ${folder}/MNIST/raw. ` +
        'Give the folder of one of them with --data-dir.',
    );
  });

  test('must be of one data set', () => {
    const names = ['digits', 'letters'].map((name) => `emnist-${name}-train-images-idx3-ubyte`);
    const folder = folderOf(...names, TEST);
    expect(() => idx.load(folder)).toThrow(DatasetError);
    expect(() => idx.load(folder)).toThrow(
      `${folder}: holds several that may be ${TRAIN}: ${names.join(', ')}. ` +
        `Name one of them: --data-dir ${folder}/emnist-digits`,
    );
  });

  test.each(['gzip/emnist-letters', 'EMNIST/emnist-letters', 'EMNIST/raw/emnist-letters'])(
    'are one of several data sets in a folder when its name is given: %s',
    (path) => {
      const inside = path.startsWith('gzip') ? 'gzip' : 'EMNIST/raw';
      const splits = ['emnist-digits', 'emnist-letters'].flatMap((split) =>
        ['train', 'test'].map((part) => `${inside}/${split}-${part}-images-idx3-ubyte`),
      );
      const folder = folderOf(...splits);
      const { train, test: tests } = idx.load(join(folder, path));
      expect([train.file, tests.file]).toEqual(splits.slice(2).map((name) => join(folder, name)));
      expect(idx.isIn?.(join(folder, path))).toBe(true);
      expect(idx.isIn?.(join(folder, `${path}-none`))).toBe(false);
    },
  );

  test('are named when they are missing, with what is there', () => {
    const folder = folderOf(TRAIN, 'notes.txt');
    expect(() => idx.load(folder)).toThrow(
      `${folder}: holds neither ${TEST} nor ${TEST}.gz; it holds notes.txt, ${TRAIN}. ` +
        'Give the folder of an IDX data set with --data-dir.',
    );
  });

  test('are looked for in a folder that exists', () => {
    const missing = join(temporaryFolder(), 'none');
    expect(idx.isIn!(missing)).toBe(false);
    expect(() => idx.load(missing)).toThrow(`${missing}: cannot be read (ENOENT`);
    const file = join(folderOf(TRAIN), TRAIN);
    expect(() => idx.load(file)).toThrow(`${file}: cannot be read (ENOTDIR`);
    mkdirSync(missing);
    expect(idx.isIn!(dirname(missing))).toBe(false);
  });
});
