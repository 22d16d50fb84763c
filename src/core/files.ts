import { randomBytes } from 'node:crypto';
import * as nodeFs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileError } from './file-errors.ts';

/**
 * The file operations that vae-bench writes results with: the part of `node:fs` that it uses, so that
 * tests can put failing ones in their place.
 */
export type FileSystem = Pick<
  typeof nodeFs,
  | 'closeSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmdirSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeSync'
>;

/** The real one. */
export const nodeFileSystem: FileSystem = nodeFs;

/** The code of an error of the operating system, such as ENOSPC; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** Runs file operations; an error of the operating system becomes a FileError about `path`. */
export function onFile<T>(path: string, doing: string, operations: () => T): T {
  try {
    return operations();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    throw new FileError(path, doing, code, { cause });
  }
}

/** Carries on when a file operation fails: for tidying up where another error is being reported. */
export function quietly(operations: () => void): void {
  try {
    operations();
  } catch (error) {
    if (systemCode(error) === undefined && !(error instanceof FileError)) throw error;
  }
}

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

function unlessMissing<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A file's bytes; undefined when there is no such file.
 *
 * @param most - bytes beyond which the file is not read: it is then an error, not a full memory.
 */
export function readIfThere(fs: FileSystem, path: string, most = 2 ** 31): Buffer | undefined {
  return onFile(path, 'read', () => {
    const stats = unlessMissing(() => fs.statSync(path));
    if (stats === undefined) return undefined;
    const { size } = stats;
    // Reading a pipe might never return; a folder says so itself.
    if (!stats.isFile() && !stats.isDirectory()) {
      throw new FileError(path, 'read', 'it is a pipe or device');
    }
    if (size > most) throw new FileError(path, 'read', `it has ${size} bytes, ${most} at most`);
    return unlessMissing(() => fs.readFileSync(path));
  });
}

/** Replaces a file as `replaceFile` does, unless it holds these bytes already. Returns whether it did. */
export function replaceIfOther(fs: FileSystem, path: string, bytes: Buffer): boolean {
  if (readIfThere(fs, path)?.equals(bytes) === true) return false;
  replaceFile(fs, path, bytes);
  return true;
}

/** Removes a file if it is there. */
export function removeIfThere(fs: FileSystem, path: string): void {
  onFile(path, 'removed', () => {
    unlessMissing(() => {
      fs.unlinkSync(path);
    });
  });
}

/** Removes a folder if it is there and nothing is in it. */
export function removeIfEmpty(fs: FileSystem, path: string): void {
  if (!namesIn(fs, path).length) {
    onFile(path, 'removed', () => {
      unlessMissing(() => {
        fs.rmdirSync(path);
      });
    });
  }
}

function makeOneFolder(fs: FileSystem, path: string): void {
  try {
    fs.mkdirSync(path);
  } catch (error) {
    const code = systemCode(error);
    const above = dirname(path);
    if (code === 'ENOENT' && above !== path) {
      makeOneFolder(fs, above);
      fs.mkdirSync(path);
    } else if (code !== 'EEXIST' || !fs.statSync(path).isDirectory()) {
      throw error;
    }
  }
}

/** Makes a folder with those above it. */
export function makeFolder(fs: FileSystem, path: string): void {
  // Not by `recursive`, which reports a read-only file system as a missing folder.
  onFile(path, 'made', () => {
    makeOneFolder(fs, path);
  });
}

/** The names in a folder; none when there is no such folder. */
export function namesIn(fs: FileSystem, folder: string): string[] {
  return onFile(folder, 'read', () => unlessMissing(() => fs.readdirSync(folder)) ?? []);
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
