import { datasetNames } from '../../src/datasets/table.ts';
import type { DatasetName } from '../../src/datasets/table.ts';
import { idxBytes } from './idx-files.ts';
import { numpyFile } from './npy-files.ts';

/** Files of a small data set: at least 6 images for training. */
export interface Example {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The file of the training images. */
  readonly train: string;
  /** Images for training, validation and test, and pixels of one. */
  readonly sizes: readonly [number, number, number, number];
}

/** An example of every data set whose files may be any; the others are those of one checksum. */
const examples: Record<DatasetName, Example | 'verified'> = {
  mnist: 'verified',
  'fashion-mnist': 'verified',
  idx: {
    files: {
      'train-images-idx3-ubyte': idxBytes({ count: 12, rows: 4, columns: 4 }),
      't10k-images-idx3-ubyte': idxBytes({ count: 4, rows: 4, columns: 4 }),
    },
    train: 'train-images-idx3-ubyte',
    sizes: [10, 2, 4, 16],
  },
  npy: {
    files: { 'train.npy': numpyFile('train.npy'), 'test.npy': numpyFile('test.npy') },
    train: 'train.npy',
    sizes: [7, 1, 3, 6],
  },
  amat: {
    files: {
      'binarized_mnist_train.amat': '0 1 1 0\n1 0 0 0 \n'.repeat(3),
      'binarized_mnist_valid.amat': '0 0 0 1\n',
      'binarized_mnist_test.amat': '1 1 1 1\n0 0 1 0\n',
    },
    train: 'binarized_mnist_train.amat',
    sizes: [6, 1, 2, 4],
  },
};

/** The data sets that have an example. */
export const withFiles: readonly (readonly [DatasetName, Example])[] = datasetNames.flatMap(
  (name) => {
    const example = examples[name];
    return example === 'verified' ? [] : [[name, example] as const];
  },
);
