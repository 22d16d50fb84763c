import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileError } from '../../src/core/file-errors.ts';
import { nodeFileSystem } from '../../src/core/file-system.ts';
import { makeFolder } from '../../src/core/folders.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('makeFolder', () => {
  test('makes the folders above it, and leaves one alone that is there', () => {
    const path = join(temporaryFolder(), 'sweep', 'run', 'seed-0');
    makeFolder(nodeFileSystem, path);
    writeFileSync(join(path, 'run.json'), '{}');
    makeFolder(nodeFileSystem, path);
    expect(existsSync(join(path, 'run.json'))).toBe(true);
  });

  test.each([0, 1, 2, 3, 4])(
    'takes a folder that another process makes at the same time (before call %i of mkdir)',
    (turn) => {
      const path = join(temporaryFolder(), 'sweep', 'run', 'seed-0');
      let call = 0;
      makeFolder(
        {
          ...nodeFileSystem,
          mkdirSync: (folder) => {
            if (call === turn) mkdirSync(path, { recursive: true });
            call += 1;
            mkdirSync(folder);
          },
        },
        path,
      );
      expect(existsSync(path)).toBe(true);
      expect(call).toBeGreaterThan(turn);
    },
  );

  test('names the folder whose place a file has', () => {
    const path = join(temporaryFolder(), 'run');
    writeFileSync(path, '');
    expect(() => {
      makeFolder(nodeFileSystem, path);
    }).toThrow(FileError);
    expect(() => {
      makeFolder(nodeFileSystem, path);
    }).toThrow(path);
  });
});
