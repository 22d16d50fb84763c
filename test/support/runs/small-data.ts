import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { idxBytes, writeBytes } from '../../datasets/idx-files.ts';

export const TRAIN_FILE = 'train-images-idx3-ubyte';
export const TEST_FILE = 't10k-images-idx3-ubyte';

/** 12 images of 4 × 4 pixels: 10 to train on and 2 for validation. */
export const trainBytes = (): Buffer => idxBytes({ count: 12, rows: 4, columns: 4 });

/** 4 images of 4 × 4 pixels. */
export const testBytes = (): Buffer => idxBytes({ count: 4, rows: 4, columns: 4 });

/** A new folder below `parent` that holds these files. */
export function dataFolder(
  parent: string,
  name = 'data',
  files: Readonly<Record<string, string | Uint8Array>> = {
    [TRAIN_FILE]: trainBytes(),
    [TEST_FILE]: testBytes(),
  },
): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  for (const [file, bytes] of Object.entries(files)) writeBytes(folder, file, bytes);
  return folder;
}
