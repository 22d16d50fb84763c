import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatasetError } from '../core/file-errors.ts';
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

const isImages = (name: string): boolean => Object.values(patterns).some((one) => one.test(name));

const isIdxFolder = (folder: string): boolean => namesInOrNone(folder).some(isImages);

/** The folders, at or below a directory, that hold images: itself, `raw`, or `<name>/raw`. */
function foldersOf(directory: string): string[] {
  const near = [directory, join(directory, 'raw')].find(isIdxFolder);
  if (near !== undefined) return [near];
  return namesInOrNone(directory)
    .map((name) => join(directory, name, 'raw'))
    .filter(isIdxFolder);
}

/** What is read: a folder, and the name of one of several data sets in it, where one was given. */
interface Place {
  readonly folder: string;
  readonly split?: string;
}

/** The names in a folder that are those of one data set of several there: `emnist-letters-…`. */
const namesOf = (folder: string, split: string | undefined): string[] =>
  namesIn(folder).filter((name) => split === undefined || name.startsWith(`${split}-`));

/** A path that names one of several data sets in a folder, as `gzip/emnist-letters`; undefined for other paths. */
function splitAt(directory: string): Place | undefined {
  const split = basename(directory);
  const [folder] = existsSync(directory) ? [] : foldersOf(dirname(directory));
  if (folder === undefined || !namesOf(folder, split).some(isImages)) return undefined;
  return { folder, split };
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

/** What to do about a folder with several data sets, given the name of a file of one of them. */
const chooseOne = (folder: string, name: string): string =>
  `Name one of them: --data-dir ${folder}/${name.replace(/-(train|t10k|test)-images.*$/, '')}`;

function read(place: Place, name: keyof typeof patterns, checksums: Checksums): ImageFile {
  const { folder, split } = place;
  const names = namesOf(folder, split);
  const found = findName(folder, names, patterns[name], name, (first) => chooseOne(folder, first));
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
 * @param directory - the folder, or `<folder>/<name>` for one of several data sets in it.
 * @param checksums - what the files must have.
 * @param subfolder - the name torchvision gives the folder of this data set.
 */
export function readIdx(
  directory: string,
  checksums: Checksums = {},
  subfolder?: string,
): DatasetFiles {
  const place = splitAt(directory) ?? { folder: folderOf(directory, subfolder) };
  return { train: read(place, TRAIN, checksums), test: read(place, TEST, checksums) };
}

/** Any data set in the format of MNIST: EMNIST, KMNIST, QMNIST. */
export const idx: DatasetDefinition = {
  summary: 'IDX files, the format of MNIST (EMNIST, KMNIST, QMNIST)',
  files: IDX_FILES,
  pixels: 'grey',
  isIn: (directory) => foldersOf(directory).length > 0 || splitAt(directory) !== undefined,
  load: (directory) => readIdx(directory),
};
