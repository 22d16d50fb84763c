import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Why a file is not read, as a clause about it. */
class NotRegularError extends Error {
  readonly code = 'EINVAL';
}

/**
 * Opens a file for reading. What is no file, such as a pipe that nobody writes to or a device without an
 * end, is an error: reading it might never return.
 *
 * @throws Error of the system, or one whose message is a clause about the file.
 */
export function openRegular(path: string): number {
  // Without waiting: opening a pipe would wait for its writer. Windows has no such flag, and no such pipes.
  const noWait = (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
  const descriptor = openSync(path, constants.O_RDONLY | noWait);
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return descriptor;
  closeSync(descriptor);
  if (stats.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  throw new NotRegularError(
    'is a pipe or device, not a file: save what it gives, and name that file',
  );
}

/**
 * Reads a file that a user named, or one in a folder that others write to.
 *
 * @param most - bytes beyond which it is not read.
 * @throws as `openRegular`; and an Error for a larger file.
 */
export function readRegular(path: string, most = 2 ** 31 - 1): Buffer {
  const descriptor = openRegular(path);
  try {
    const { size } = fstatSync(descriptor);
    if (size > most) throw new NotRegularError(`has ${size} bytes; at most ${most} are read`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Why a file cannot be read, as a clause about it: `cannot be read (EACCES)`. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof NotRegularError) return error.message;
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
}
