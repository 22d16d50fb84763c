import { DatasetError } from '../core/file-errors.ts';
import type { Dataset, DatasetDefinition, DatasetFiles, ImageFile } from './contract.ts';
import type { ImageSet } from './images.ts';
import { firstGrey, meanImage, pixelsPerImage, sliceImages, withBytes } from './images.ts';

/**
 * The last sixth of the training images is set aside for validation where the data set has no validation
 * images of its own: 50,000 + 10,000 of MNIST's 60,000, the split of Dong, Mnih, Tucker 2021.
 */
const VALIDATION_SHARE = 1 / 6;

/** @throws DatasetError when there are no images, or images of another size than for training. */
function assertFits({ file, images }: ImageFile, { images: reference }: ImageFile): void {
  const { count, rows, columns } = images;
  if (count === 0 || rows === 0 || columns === 0) {
    const found = `holds ${count} images of ${rows} × ${columns} pixels`;
    throw new DatasetError(file, found, 'At least one is needed.');
  }
  if (rows === reference.rows && columns === reference.columns) return;
  throw new DatasetError(
    file,
    `holds images of ${rows} × ${columns} pixels (${pixelsPerImage(images)}); the ` +
      `training images have ${reference.rows} × ${reference.columns}`,
    'Use files of one data set.',
  );
}

/**
 * Whether the images are binary.
 *
 * @throws DatasetError when they must be and are not.
 */
function isBinary(pixels: DatasetDefinition['pixels'], files: readonly ImageFile[]): boolean {
  if (pixels === 'grey') return false;
  return files.every(({ file, images }) => {
    const at = firstGrey(images);
    if (at === undefined || pixels === 'grey or binary') return at === undefined;
    const image = Math.floor(at / pixelsPerImage(images)) + 1;
    throw new DatasetError(
      file,
      `holds a pixel that is neither 0 nor 1 in image ${image}`,
      'The images of this data set are binary.',
    );
  });
}

/** @throws DatasetError when there are too few images to set some aside. */
function splitOf({ file }: ImageFile, images: ImageSet): { train: ImageSet; validation: ImageSet } {
  const split = images.count - Math.floor(images.count * VALIDATION_SHARE);
  if (split === images.count) {
    throw new DatasetError(file, `holds only ${split} images`, 'At least 6 are needed.');
  }
  return {
    train: sliceImages(images, 0, split),
    validation: sliceImages(images, split, images.count),
  };
}

/**
 * Makes a data set of the files that were read: checks what all have in common, sets validation images aside
 * and takes the mean image.
 *
 * @throws DatasetError that names the file.
 */
export function assemble(
  name: string,
  { pixels }: Pick<DatasetDefinition, 'pixels'>,
  { train, validation, test }: DatasetFiles,
): Dataset {
  const files = [train, test, ...(validation === undefined ? [] : [validation])];
  for (const file of files) assertFits(file, train);
  const compact = files.map((file) => ({ ...file, images: withBytes(file.images) }));
  const binary = isBinary(pixels, compact);
  const [trainSet, testSet, validationSet] = compact.map(({ images }) => ({
    ...images,
    binary,
  })) as [ImageSet, ImageSet, ImageSet?];
  const split =
    validationSet === undefined
      ? splitOf(train, trainSet)
      : { train: trainSet, validation: validationSet };
  return {
    name,
    ...split,
    test: testSet,
    trainMean: meanImage(split.train),
    checksums: Object.fromEntries(files.map((file) => [file.name, file.sha256])),
  };
}
