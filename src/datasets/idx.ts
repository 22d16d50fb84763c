import { join } from 'node:path';
import { DatasetError } from '../core/errors.ts';
import type { DatasetDefinition, DatasetFiles, ImageFile } from './contract.ts';
import { findName, holding, namesIn, namesInOrNone } from './files.ts';
import { readIdxImages } from './formats/idx.ts';

const TRAIN = 'train-images-idx3-ubyte';
const TEST = 't10k-images-idx3-ubyte';

/** Also `train-images.idx3-ubyte`, `emnist-letters-train-images-idx3-ubyte` and the like. */
const patterns = {
  [TRAIN]: /^(.+-)?train-images[-.]idx3-ubyte(\.gz)?$/,
  [TEST]: /^(.+-)?(t10k|test)-images[-.]idx3-ubyte(\.gz)?$/,
};

/** For messages and help. */
export const IDX_FILES =
  `${TRAIN} and ${TEST}, each gzipped (.gz) or not; there or, as torchvision leaves them, ` +
  'in raw or <name>/raw';

const isIdxFolder = (folder: string): boolean =>
  namesInOrNone(folder).some((name) => Object.values(patterns).some((one) => one.test(name)));

/** The folders, at or below a directory, that hold images: itself, `raw`, or `<name>/raw`. */
function foldersOf(directory: string): string[] {
  const near = [directory, join(directory, 'raw')].find(isIdxFolder);
  if (near !== undefined) return [near];
  return namesInOrNone(directory)
    .map((name) => join(directory, name, 'raw'))
    .filter(isIdxFolder);
}

/** @param usual - the folder to prefer when several hold images: `MNIST`. */
function folderOf(directory: string, usual?: string): string {
  const folders = foldersOf(directory);
  const preferred = folders.find((folder) => folder === join(directory, usual ?? '', 'raw'));
  if (preferred === undefined && folders.length > 1) {
    throw new DatasetError(
      directory,
      `holds several data sets: ${folders.join(', ')}`,
      'Give the folder of one of them with --data-dir.',
    );
  }
  return preferred ?? folders[0] ?? directory;
}

function read(folder: string, name: keyof typeof patterns, checksums: Checksums): ImageFile {
  const names = namesIn(folder);
  const found = findName(folder, names, patterns[name], name);
  if (found === undefined) {
    throw new DatasetError(
      folder,
      `holds neither ${name} nor ${name}.gz; ${holding(names)}`,
      'Give the folder of an IDX data set with --data-dir.',
    );
  }
  // Not joined: the path as the user wrote it.
  const file = `${folder}/${found}`;
  return { file, name, ...readIdxImages(file, checksums[name]) };
}

/** SHA-256 of the unpacked files. */
export type Checksums = Partial<Record<keyof typeof patterns, string>>;

/**
 * Reads a data set of two IDX files.
 *
 * @param checksums - what the files must have.
 * @param subfolder - the name torchvision gives the folder of this data set.
 */
export function readIdx(
  directory: string,
  checksums: Checksums = {},
  subfolder?: string,
): DatasetFiles {
  const folder = folderOf(directory, subfolder);
  return { train: read(folder, TRAIN, checksums), test: read(folder, TEST, checksums) };
}

/** Any data set in the format of MNIST: EMNIST, KMNIST, QMNIST. */
export const idx: DatasetDefinition = {
  summary: 'IDX files, the format of MNIST (EMNIST, KMNIST, QMNIST)',
  files: IDX_FILES,
  pixels: 'grey',
  isIn: (directory) => foldersOf(directory).length > 0,
  load: (directory) => readIdx(directory),
};
