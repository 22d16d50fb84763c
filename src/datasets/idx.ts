import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { DatasetError } from '../core/errors.ts';
import type { ImageSet } from './images.ts';
import { pixelsPerImage } from './images.ts';

const IMAGES_MAGIC = 0x0803;
const LABELS_MAGIC = 0x0801;
const HEADER_BYTES = 16;
/** Larger than any known IDX image set. */
const MAX_FILE_BYTES = 2 ** 30;
/** Compressed bytes that certainly unpack to a header; they unpack to 1032 times as many at most. */
const HEADER_PART = 2 ** 12;

/** An IDX file of images and the SHA-256 of its unpacked bytes. */
export interface IdxImages {
  readonly images: ImageSet;
  readonly sha256: string;
}

function unpack(file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new DatasetError(
      file,
      `cannot be read (${String(cause)})`,
      'Check its path and permissions.',
      {
        cause,
      },
    );
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return unzip(bytes);
  } catch (cause) {
    throw new DatasetError(
      file,
      `cannot be decompressed (${cause instanceof Error ? cause.message : String(cause)})`,
      `It is damaged, or larger than its header claims or than ${MAX_FILE_BYTES} bytes; fetch it again.`,
      { cause },
    );
  }
}

/** Unpacks no more than the header claims: a gzip bomb stops there instead of filling the memory. */
function unzip(bytes: Buffer): Buffer {
  const part = bytes.subarray(0, HEADER_PART);
  const header = gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH });
  const claimed = header.length < HEADER_BYTES ? HEADER_BYTES : expectedBytes(header);
  return gunzipSync(bytes, { maxOutputLength: Math.min(claimed + 1, MAX_FILE_BYTES) });
}

/** The file's length by its header. */
function expectedBytes(header: Buffer): number {
  const [count = 0, rows = 0, columns = 0] = [4, 8, 12].map((at) => header.readUInt32BE(at));
  return HEADER_BYTES + count * rows * columns;
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/** Parses the bytes of an IDX image file; `file` is for messages. */
function parseImages(file: string, bytes: Buffer): ImageSet {
  const again = 'Fetch the file again.';
  if (bytes.length < HEADER_BYTES) {
    const found = `is truncated: ${bytes.length} bytes, and the header alone takes ${HEADER_BYTES}`;
    throw new DatasetError(file, found, again);
  }
  const magic = bytes.readUInt32BE(0);
  if (magic !== IMAGES_MAGIC) {
    const what = magic === LABELS_MAGIC ? ', which marks labels' : '';
    throw new DatasetError(
      file,
      `starts with the magic number ${hex(magic)}${what}; IDX images start with ${hex(IMAGES_MAGIC)}`,
      'Give a file of unsigned bytes in three dimensions (images, rows, columns).',
    );
  }
  const [count, rows, columns] = [4, 8, 12].map((at) => bytes.readUInt32BE(at)) as [
    number,
    number,
    number,
  ];
  const expected = expectedBytes(bytes);
  if (count === 0 || rows === 0 || columns === 0) {
    throw new DatasetError(file, `claims ${count} images of ${rows} × ${columns} pixels`, again);
  }
  if (bytes.length !== expected) {
    const relation = bytes.length < expected ? 'is truncated' : 'is too long';
    throw new DatasetError(
      file,
      `${relation}: its header claims ${count} images of ${rows} × ${columns} pixels, that is ` +
        `${expected} bytes, and it holds ${bytes.length}`,
      again,
    );
  }
  return { count, rows, columns, pixels: bytes.subarray(HEADER_BYTES) };
}

/**
 * Reads an IDX file of images, gzipped or not.
 *
 * @param sha256 - expected SHA-256 of the unpacked file, in hexadecimal; not checked when left out.
 * @throws DatasetError that names the file and what was expected.
 */
export function readIdxImages(file: string, sha256?: string): IdxImages {
  const bytes = unpack(file);
  const images = parseImages(file, bytes);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== undefined && found !== sha256) {
    throw new DatasetError(
      file,
      `has the SHA-256 checksum ${found}; ${sha256} was expected`,
      'Fetch it again, or choose --dataset idx to take other data on purpose.',
    );
  }
  return { images, sha256: found };
}

/**
 * The path of `name` or `name.gz` in a folder.
 *
 * @throws DatasetError when neither exists.
 */
export function findIdxFile(folder: string, name: string): string {
  const candidates = [name, `${name}.gz`].map((file) => `${folder}/${file}`);
  const found = candidates.find((file) => existsSync(file));
  if (found === undefined) {
    throw new DatasetError(
      folder,
      `holds neither ${name} nor ${name}.gz`,
      'Give the folder of an IDX data set with --data-dir.',
    );
  }
  return found;
}

/** @throws DatasetError when two files of one data set hold images of different sizes. */
export function assertSameSize(file: string, images: ImageSet, reference: ImageSet): void {
  if (images.rows === reference.rows && images.columns === reference.columns) return;
  throw new DatasetError(
    file,
    `holds images of ${images.rows} × ${images.columns} pixels (${pixelsPerImage(images)}); the ` +
      `training images have ${reference.rows} × ${reference.columns}`,
    'Use files of one data set.',
  );
}
