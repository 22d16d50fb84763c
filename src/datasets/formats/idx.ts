import { DatasetError } from '../../core/file-errors.ts';
import { readUnpacked, sha256 } from '../files.ts';
import type { Images } from '../images.ts';

const IMAGES_MAGIC = 0x0803;
const LABELS_MAGIC = 0x0801;
const HEADER_BYTES = 16;

/** An IDX file of images and the SHA-256 of its unpacked bytes. */
export interface IdxImages {
  readonly images: Images;
  readonly sha256: string;
}

/** The file's length by its header; that of a header when even that is not all there. */
function expectedBytes(header: Buffer): number {
  if (header.length < HEADER_BYTES) return HEADER_BYTES;
  const [count = 0, rows = 0, columns = 0] = [4, 8, 12].map((at) => header.readUInt32BE(at));
  return HEADER_BYTES + count * rows * columns;
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/** Parses the bytes of an IDX image file; `file` is for messages. */
function parseImages(file: string, bytes: Buffer): Images {
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
 * @param expected - SHA-256 of the unpacked file, in hexadecimal; not checked when left out.
 * @throws DatasetError that names the file and what was expected.
 */
export function readIdxImages(file: string, expected?: string): IdxImages {
  const bytes = readUnpacked(file, expectedBytes);
  const images = parseImages(file, bytes);
  const found = sha256(bytes);
  if (expected !== undefined && found !== expected) {
    throw new DatasetError(
      file,
      `has the SHA-256 checksum ${found}; ${expected} was expected`,
      'Fetch it again, or choose --dataset idx to take other data on purpose.',
    );
  }
  return { images, sha256: found };
}
