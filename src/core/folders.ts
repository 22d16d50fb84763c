import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders in a folder, sorted by name; none when it has gone, or is not ours to read. */
export function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name))
      .sort();
  } catch {
    return [];
  }
}
