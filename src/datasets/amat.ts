import { DatasetError } from '../core/file-errors.ts';
import type { DatasetDefinition, ImageFile } from './contract.ts';
import { findName, holding, namesIn, namesInOrNone, readUnpacked, sha256 } from './files.ts';
import { parseAmat } from './formats/amat.ts';

/** The part of a data set → the names its file may end in. */
const parts = { train: 'train', valid: 'valid(?:ation)?', test: 'test' };

const patternOf = (part: keyof typeof parts): RegExp =>
  new RegExp(String.raw`(^|[-_.])${parts[part]}\.amat(\.gz)?$`);

const usualName = (part: keyof typeof parts): string => `binarized_mnist_${part}.amat`;

function read(directory: string, part: keyof typeof parts): ImageFile | undefined {
  const found = findName(directory, namesIn(directory), patternOf(part), usualName(part));
  if (found === undefined) return undefined;
  const file = `${directory}/${found}`;
  const bytes = readUnpacked(file);
  return { file, name: `${part}.amat`, sha256: sha256(bytes), images: parseAmat(file, bytes) };
}

function readRequired(directory: string, part: 'train' | 'test'): ImageFile {
  const found = read(directory, part);
  if (found !== undefined) return found;
  throw new DatasetError(
    directory,
    `holds no file whose name ends in ${part}.amat or ${part}.amat.gz; ${holding(namesIn(directory))}`,
    `Name it like ${usualName(part)}.`,
  );
}

/** Text: the binarised MNIST of Larochelle and Murray 2011, and others in its format. */
export const amat: DatasetDefinition = {
  summary: 'text, the format of the statically binarised MNIST of the literature',
  files:
    'binarized_mnist_train.amat, binarized_mnist_valid.amat and binarized_mnist_test.amat, or others that end ' +
    'so, each gzipped (.gz) or not',
  pixels: 'grey or binary',
  isIn: (directory) => namesInOrNone(directory).some((name) => patternOf('train').test(name)),
  load: (directory) => {
    const validation = read(directory, 'valid');
    return {
      train: readRequired(directory, 'train'),
      test: readRequired(directory, 'test'),
      ...(validation !== undefined && { validation }),
    };
  },
};
