import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { DatasetError } from '../core/file-errors.ts';

/** Larger than any known file of images; bounds what is read and what is unpacked. */
export const MAX_FILE_BYTES = 2 ** 30;
/** Compressed bytes that certainly unpack to a header; they unpack to 1032 times as many at most. */
const HEADER_PART = 2 ** 12;
/** Names that a message lists of what a folder holds. */
const MAX_LISTED = 12;

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** What an error says, for messages. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);

/** @throws DatasetError when the file cannot be read or is too large. */
export function readBytes(file: string): Buffer {
  let size: number;
  try {
    const stats = statSync(file);
    size = stats.isFile() ? stats.size : Number.NaN;
    if (size <= MAX_FILE_BYTES) return readFileSync(file);
  } catch (cause) {
    const remedy = 'Check its path and permissions.';
    throw new DatasetError(file, `cannot be read (${reasonOf(cause)})`, remedy, { cause });
  }
  throw Number.isNaN(size)
    ? new DatasetError(file, 'cannot be read (it is not a file)', 'Check its path.')
    : new DatasetError(file, `has ${size} bytes`, `At most ${MAX_FILE_BYTES} are read.`);
}

/**
 * Unpacks the first bytes of compressed data.
 *
 * @param inflate - `gunzipSync` or `inflateRawSync`.
 */
export function unpackStart(bytes: Uint8Array, inflate: typeof gunzipSync): Buffer {
  return inflate(bytes.subarray(0, HEADER_PART), { finishFlush: constants.Z_SYNC_FLUSH });
}

/**
 * Reads a file, and unpacks it if it is gzipped, whatever its name.
 *
 * @param lengthOf - the file's length by its header, given its first bytes: no more is unpacked, so that a
 *   gzip bomb stops there instead of filling the memory.
 * @throws DatasetError when the file cannot be read or decompressed, or is too large.
 */
export function readUnpacked(
  file: string,
  lengthOf: (start: Buffer) => number = () => MAX_FILE_BYTES,
): Buffer {
  const bytes = readBytes(file);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const length = lengthOf(unpackStart(bytes, gunzipSync));
    return gunzipSync(bytes, { maxOutputLength: Math.min(length + 1, MAX_FILE_BYTES) });
  } catch (cause) {
    throw new DatasetError(
      file,
      `cannot be decompressed (${reasonOf(cause)})`,
      `It is damaged, or larger than its header claims or than ${MAX_FILE_BYTES} bytes; fetch it again.`,
      { cause },
    );
  }
}

/**
 * The names of what a folder holds, sorted.
 *
 * @throws DatasetError when it cannot be read or is no folder.
 */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    const remedy = 'Give the folder of a data set with --data-dir.';
    throw new DatasetError(folder, `cannot be read (${reasonOf(cause)})`, remedy, { cause });
  }
}

/** The names of what a folder holds; none when it is no folder that can be read. */
export function namesInOrNone(folder: string): string[] {
  try {
    return namesIn(folder);
  } catch {
    return [];
  }
}

/** `it holds a, b and c`, for messages. */
export function holding(names: readonly string[]): string {
  if (names.length === 0) return 'it is empty';
  const listed = names.slice(0, MAX_LISTED).map((name) => JSON.stringify(name).slice(1, -1));
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : '';
  return `it holds ${listed.join(', ')}${more}`;
}

const OWN_FOLDER = 'Put the files of one data set into a folder of their own.';

/**
 * The name among `names` that matches. An unpacked file goes before its gzipped form.
 *
 * @param place - the folder or archive, for messages.
 * @param usual - the name that is taken whatever else matches.
 * @param remedy - what to do when several match, given one of them.
 * @throws DatasetError when several match, and none has the usual name.
 */
export function findName(
  place: string,
  names: readonly string[],
  pattern: RegExp,
  usual: string,
  remedy: (first: string) => string = () => OWN_FOLDER,
): string | undefined {
  const exact = [usual, `${usual}.gz`].find((name) => names.includes(name));
  if (exact !== undefined) return exact;
  const found = names.filter((name) => pattern.test(name));
  const [first, ...others] = found.filter(
    (name) => !(name.endsWith('.gz') && found.includes(name.slice(0, -3))),
  );
  if (first === undefined || others.length === 0) return first;
  throw new DatasetError(
    place,
    `holds several that may be ${usual}: ${[first, ...others].join(', ')}`,
    remedy(first),
  );
}
