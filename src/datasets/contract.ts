import type { Images, ImageSet } from './images.ts';

/** Images for training, validation and test. */
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

/** The images of one file. */
export interface ImageFile {
  /** Path of the file, for messages. */
  readonly file: string;
  /** Its name among the checksums: that of the file when it is unpacked and named as usual. */
  readonly name: string;
  /** SHA-256 of the unpacked bytes, in hexadecimal. */
  readonly sha256: string;
  readonly images: Images;
}

/** What a data set is read from. Without validation images, the last sixth of the training images serves. */
export interface DatasetFiles {
  readonly train: ImageFile;
  readonly validation?: ImageFile;
  readonly test: ImageFile;
}

/**
 * A data set, or a file format that any data set may come in: one file, and one row in `table.ts`.
 *
 * What all have in common is checked once, in `assemble.ts`: that sizes agree, that there are images enough,
 * and that pixels are what `pixels` says.
 */
export interface DatasetDefinition {
  /** One line for help and documentation. */
  readonly summary: string;
  /** The files that it looks for, for help and messages. */
  readonly files: string;
  /**
   * What a pixel is. `grey`: the probability of a one, drawn afresh at every visit of an image (dynamic
   * binarisation). `binary`: 0 or 1, used as it is (static binarisation). `grey or binary`: binary if all
   * pixels of all files are 0 or 1.
   */
  readonly pixels: 'grey' | 'binary' | 'grey or binary';
  /** The folder that is read when `data.directory` is null; without it, a directory must be given. */
  readonly defaultDirectory?: () => string;
  /** Whether a directory holds such files; `auto` asks. Definitions without it must be named. */
  readonly isIn?: (directory: string) => boolean;
  /**
   * Reads the files.
   *
   * @param directory - `data.directory`: a folder, or a file where the format allows it.
   * @throws DatasetError that names the file, what was found and what was expected.
   */
  readonly load: (directory: string) => DatasetFiles;
}
