import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { FileError } from './file-errors.ts';
import { nodeFileSystem, onFile, quietly, systemCode } from './file-system.ts';
import type { FileSystem } from './file-system.ts';
import { readIfThere, removeIfThere } from './files.ts';
import { namesIn } from './folders.ts';

/** Writes all bytes from `position` on; the system may take them in parts. */
function writeAll(fs: FileSystem, fd: number, bytes: Buffer, position: number | null): void {
  let done = 0;
  while (done < bytes.length) {
    const at = position === null ? null : position + done;
    done += fs.writeSync(fd, bytes, done, bytes.length - done, at);
  }
}

/** Runs `operations` on an open file and closes it whatever happens. */
function withOpen<T>(
  fs: FileSystem,
  path: string,
  flags: string,
  operations: (fd: number) => T,
): T {
  const fd = fs.openSync(path, flags);
  let result: T;
  try {
    result = operations(fd);
  } catch (error) {
    quietly(() => {
      fs.closeSync(fd);
    });
    throw error;
  }
  fs.closeSync(fd);
  return result;
}

/** What a file system says that cannot make a folder's entries durable by request. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'EISDIR', 'ENOTSUP', 'ENOSYS', 'EPERM']);

/** Makes the names in a folder durable, where the system can. */
function syncFolder(fs: FileSystem, folder: string): void {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  withOpen(fs, folder, 'r', (fd) => {
    try {
      fs.fsyncSync(fd);
    } catch (error) {
      if (!NO_FOLDER_SYNC.has(systemCode(error) ?? '')) throw error;
    }
  });
}

/** What follows the name of a file that is being written; its eight digits are random. */
const TEMPORARY = /\.[0-9a-f]{8}\.tmp$/;

/** Writes a new durable file and returns its temporary name, which begins with `path`. */
export function writeTemporary(fs: FileSystem, path: string, bytes: Buffer): string {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    withOpen(fs, temporary, 'wx', (fd) => {
      writeAll(fs, fd, bytes, 0);
      fs.fsyncSync(fd);
    });
  } catch (error) {
    quietly(() => {
      fs.unlinkSync(temporary);
    });
    throw error;
  }
  return temporary;
}

/** How a file is replaced. */
interface Replacement {
  /** Runs when the new contents are durable and still under their temporary name. */
  readonly before?: () => void;
  /** What the temporary name begins with; the file's own name when left out. */
  readonly draft?: string;
}

/**
 * Replaces a file as a whole: temporary name, fsync, rename, fsync of the folder. Readers see the old
 * or the new one, never a part, and so does whoever comes after a power failure.
 *
 * @throws FileError; the old file is then still there.
 */
export function replaceFile(
  fs: FileSystem,
  path: string,
  bytes: Buffer,
  { before, draft = path }: Replacement = {},
): void {
  onFile(path, 'written', () => {
    const temporary = writeTemporary(fs, draft, bytes);
    try {
      before?.();
      fs.renameSync(temporary, path);
    } catch (error) {
      quietly(() => {
        fs.unlinkSync(temporary);
      });
      throw error;
    }
    syncFolder(fs, dirname(path));
  });
}

/** Replaces a JSON file as a whole; two-space indented, with a final newline. */
export function writeJson(path: string, value: unknown, fs: FileSystem = nodeFileSystem): void {
  replaceFile(fs, path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`));
}

/** Where `appendWhole` writes to. */
export interface AppendTarget {
  readonly path: string;
  /** Length that the file must have, 0 for a new file; any length when left out. */
  readonly length?: number;
  /** Whether the bytes must be on the disk when the call returns. */
  readonly durable: boolean;
}

/**
 * Adds bytes to the end of a file, all of them or none: what a full disk cut off is taken back.
 *
 * @throws FileError, also when the file does not have the `length` that it had.
 */
export function appendWhole(fs: FileSystem, target: AppendTarget, bytes: Buffer): void {
  const { path, length, durable } = target;
  const flags = length === undefined ? 'a' : length === 0 ? 'w' : 'r+';
  onFile(path, 'written', () => {
    withOpen(fs, path, flags, (fd) => {
      const { size } = fs.fstatSync(fd);
      if (length !== undefined && size !== length) {
        throw new FileError(path, 'continued', `it has ${size} bytes instead of ${length}`);
      }
      try {
        writeAll(fs, fd, bytes, length ?? null);
        if (durable) fs.fsyncSync(fd);
      } catch (error) {
        quietly(() => {
          fs.ftruncateSync(fd, size);
        });
        throw error;
      }
    });
    if (durable && length === 0) syncFolder(fs, dirname(path));
  });
}

/** Cuts a file down to its first `length` bytes, durably. */
export function cutFile(fs: FileSystem, path: string, length: number): void {
  onFile(path, 'cut', () => {
    withOpen(fs, path, 'r+', (fd) => {
      fs.ftruncateSync(fd, length);
      fs.fsyncSync(fd);
    });
  });
}

/** Replaces a file as `replaceFile` does, unless it holds these bytes already. Returns whether it did. */
export function replaceIfOther(fs: FileSystem, path: string, bytes: Buffer): boolean {
  if (readIfThere(fs, path)?.equals(bytes) === true) return false;
  replaceFile(fs, path, bytes);
  return true;
}

/** Removes what processes that were killed while they wrote one of these files have left. */
export function removeTemporaries(fs: FileSystem, folder: string, files: readonly string[]): void {
  const names = new Set(files.map((file) => basename(file)));
  for (const name of namesIn(fs, folder)) {
    if (TEMPORARY.test(name) && names.has(name.replace(TEMPORARY, ''))) {
      removeIfThere(fs, join(folder, name));
    }
  }
}
