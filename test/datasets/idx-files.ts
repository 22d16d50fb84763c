import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A header of IDX images. */
export interface IdxHeader {
  readonly magic?: number;
  readonly count?: number;
  readonly rows?: number;
  readonly columns?: number;
}

/** 0x08 for unsigned bytes, 3 dimensions; labels have one, 0x0801. */
const IMAGES_MAGIC = 0x0803;

/**
 * The bytes of an IDX file of images. Pixels run 7, 14, 21, … mod 256, so that any shift shows.
 *
 * @param body - the number of pixel bytes, when it is not what the header claims.
 */
export function idxBytes(header: IdxHeader = {}, body?: number): Buffer {
  const { magic = IMAGES_MAGIC, count = 3, rows = 2, columns = 2 } = header;
  const bytes = Buffer.alloc(16 + (body ?? count * rows * columns));
  [magic, count, rows, columns].forEach((value, at) => bytes.writeUInt32BE(value, 4 * at));
  for (let at = 16; at < bytes.length; at += 1) bytes[at] = 7 * (at - 15);
  return bytes;
}

/** Writes a file and returns its path. */
export function writeBytes(folder: string, name: string, bytes: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}
