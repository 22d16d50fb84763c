import { mkdirSync } from 'node:fs';
import { SweepDirectoryError } from '../core/errors.ts';
import { systemCode, writeJson } from '../core/files.ts';
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

/** Writes sweep.json unless the same is there. */
export function writeManifest(directory: SweepDirectory, manifest: Manifest): void {
  if (isWritten(directory, manifest)) return;
  try {
    mkdirSync(directory.path, { recursive: true });
  } catch (cause) {
    const problem = `cannot be made (${systemCode(cause) ?? String(cause)})`;
    const remedy = 'Choose another folder with --out.';
    throw new SweepDirectoryError(directory.path, problem, remedy, { cause });
  }
  writeJson(directory.manifest, manifest);
}

/** Whether sweep.json holds these runs already. */
export function isWritten(directory: SweepDirectory, manifest: Manifest): boolean {
  try {
    return JSON.stringify(readManifest(directory.manifest)) === JSON.stringify(manifest);
  } catch {
    return false;
  }
}
