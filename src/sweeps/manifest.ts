import { accessSync, constants } from 'node:fs';
import { FileError, fileRemedy } from '../core/file-errors.ts';
import { SweepDirectoryError } from '../core/sweep-errors.ts';
import { makeFolder } from '../core/folders.ts';
import { nodeFileSystem, systemCode } from '../core/file-system.ts';
import { writeJson } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import { readManifest } from '../run-files/manifest.ts';
import type { Manifest } from '../run-files/manifest.ts';
import type { SweepDirectory } from '../run-files/sweep-directory.ts';
import type { SweepRun } from './expand.ts';

/** The manifest of these runs. */
export function manifestOf(name: string, runs: readonly SweepRun[]): Manifest {
  return {
    format: 1,
    name,
    runs: runs.map(({ directory, seed, samples, evaluations, config }) => ({
      directory,
      seed,
      samples,
      evaluations,
      config,
    })),
  };
}

/** Runs file operations in a sweep's folder; that they fail is an error about the folder. */
function inFolder(directory: SweepDirectory, operations: () => void): void {
  try {
    operations();
  } catch (cause) {
    const code = cause instanceof FileError ? cause.reason : systemCode(cause);
    if (code === undefined) throw cause;
    const problem = `cannot be written to (${code})`;
    throw new SweepDirectoryError(directory.path, problem, fileRemedy(code).text, { cause });
  }
}

/**
 * Writes sweep.json unless the same is there.
 *
 * @throws SweepDirectoryError.
 */
export function writeManifest(
  directory: SweepDirectory,
  manifest: Manifest,
  fs: FileSystem = nodeFileSystem,
): void {
  if (isWritten(directory, manifest)) return;
  inFolder(directory, () => {
    makeFolder(fs, directory.path);
    writeJson(directory.manifest, manifest, fs);
  });
}

/**
 * Checks that runs can be written below a sweep's folder, which is there.
 *
 * @throws SweepDirectoryError.
 */
export function assertWritable(directory: SweepDirectory): void {
  inFolder(directory, () => {
    accessSync(directory.path, constants.W_OK);
  });
}

/** Whether sweep.json holds these runs already. */
export function isWritten(directory: SweepDirectory, manifest: Manifest): boolean {
  try {
    return JSON.stringify(readManifest(directory.manifest)) === JSON.stringify(manifest);
  } catch {
    return false;
  }
}
