import { dirname } from 'node:path';
import { onFile, systemCode, unlessMissing } from './file-system.ts';
import type { FileSystem } from './file-system.ts';

/** Makes a folder whose parent is there; another process may have made it a moment ago. */
function makeUnlessThere(fs: FileSystem, path: string): void {
  try {
    fs.mkdirSync(path);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST' || !fs.statSync(path).isDirectory()) throw error;
  }
}

function makeWithParents(fs: FileSystem, path: string): void {
  try {
    makeUnlessThere(fs, path);
  } catch (error) {
    const above = dirname(path);
    if (systemCode(error) !== 'ENOENT' || above === path) throw error;
    makeWithParents(fs, above);
    makeUnlessThere(fs, path);
  }
}

/** Makes a folder with those above it. */
export function makeFolder(fs: FileSystem, path: string): void {
  // Not by `recursive`, which reports a read-only file system as a missing folder.
  onFile(path, 'made', () => {
    makeWithParents(fs, path);
  });
}

/** The names in a folder; none when there is no such folder. */
export function namesIn(fs: FileSystem, folder: string): string[] {
  return onFile(folder, 'read', () => unlessMissing(() => fs.readdirSync(folder)) ?? []);
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
