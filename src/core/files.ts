import { FileError } from './file-errors.ts';
import { onFile, unlessMissing } from './file-system.ts';
import type { FileSystem } from './file-system.ts';

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

/** Removes a file if it is there. */
export function removeIfThere(fs: FileSystem, path: string): void {
  onFile(path, 'removed', () => {
    unlessMissing(() => {
      fs.unlinkSync(path);
    });
  });
}
