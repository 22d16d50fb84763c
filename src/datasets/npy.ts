import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetError } from '../core/file-errors.ts';
import type { DatasetDefinition, DatasetFiles, ImageFile } from './contract.ts';
import { findName, holding, namesIn, namesInOrNone, readBytes, sha256 } from './files.ts';
import { parseNpy } from './formats/npy.ts';
import { openNpz } from './formats/npz.ts';

/** The part of a data set → its array's names; those of Keras (`x_train`) and MedMNIST (`train_images`), too. */
const parts = { train: 'train', validation: 'val(?:id(?:ation)?)?', test: 'test' };
type Part = keyof typeof parts;

const patternOf = (part: Part): RegExp => new RegExp(`^(?:x_)?${parts[part]}(?:_images)?\\.npy$`);

/** Where arrays are: a folder of .npy files, or an .npz file. */
interface Arrays {
  readonly place: string;
  readonly names: readonly string[];
  /** How messages name one of them. */
  readonly fileOf: (name: string) => string;
  readonly read: (name: string) => Buffer;
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
const isArchive = (name: string): boolean => name.endsWith('.npz');
const holdsArrays = (names: readonly string[]): boolean =>
  names.some((name) => patternOf('train').test(name));

const inArchive = (file: string): Arrays => ({
  place: file,
  fileOf: (name) => `${file} (${name})`,
  ...openNpz(file),
});

/** @throws DatasetError when it cannot be told which arrays are meant. */
function open(path: string): Arrays {
  if (isFile(path) && isArchive(path)) return inArchive(path);
  const names = namesIn(path);
  const [archive, another] = names.filter(isArchive);
  if (archive === undefined || holdsArrays(names)) {
    const fileOf = (name: string) => `${path}/${name}`;
    return { place: path, names, fileOf, read: (name) => readBytes(fileOf(name)) };
  }
  if (another === undefined) return inArchive(join(path, archive));
  throw new DatasetError(
    path,
    `holds several .npz files; ${holding(names)}`,
    'Give one of them with --data-dir.',
  );
}

/** With NumPy's name of the type of an element. */
type NpyFile = ImageFile & { readonly type: string };

function read({ place, names, fileOf, read: bytesOf }: Arrays, part: Part): NpyFile | undefined {
  const found = findName(place, names, patternOf(part), `${part}.npy`);
  if (found === undefined) return undefined;
  const bytes = bytesOf(found);
  const file = fileOf(found);
  // Before bytes of 0 and 1 become black and white, which changes them in place.
  const sum = sha256(bytes);
  return { file, name: `${part}.npy`, sha256: sum, ...parseNpy(file, bytes) };
}

function readRequired(arrays: Arrays, part: 'train' | 'test'): NpyFile {
  const found = read(arrays, part);
  if (found !== undefined) return found;
  throw new DatasetError(
    arrays.place,
    `holds no array ${part} (${part}.npy); ${holding(arrays.names)}`,
    `Name it ${part}: numpy.savez(file, train=…, test=…), or numpy.save('${part}.npy', …).`,
  );
}

/** Bytes of 0 and 1 alone are binary images: as grey levels they would be all but black. */
function scaleBits(files: readonly NpyFile[]): void {
  const bits = files.every(
    ({ type, images }) => type === '|u1' && images.pixels.every((pixel) => pixel <= 1),
  );
  if (!bits) return;
  for (const { pixels } of files.map(({ images }) => images)) {
    for (let at = 0; at < pixels.length; at += 1) pixels[at] = 255 * (pixels[at] ?? 0);
  }
}

function load(path: string): DatasetFiles {
  const arrays = open(path);
  const train = readRequired(arrays, 'train');
  const test = readRequired(arrays, 'test');
  const validation = read(arrays, 'validation');
  scaleBits([train, test, ...(validation === undefined ? [] : [validation])]);
  return { train, test, ...(validation !== undefined && { validation }) };
}

/** Arrays of NumPy. */
export const npy: DatasetDefinition = {
  summary: 'NumPy arrays, uint8, bool, or floats in [0, 1]',
  files:
    'train.npy and test.npy, or one .npz file with arrays train and test; validation.npy or an array validation ' +
    'if there are such images',
  pixels: 'grey or binary',
  isIn: (path) => {
    const names = namesInOrNone(path);
    return isArchive(path) ? isFile(path) : holdsArrays(names) || names.some(isArchive);
  },
  load,
};
