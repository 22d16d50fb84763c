import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { configSchema } from '../config/schema.ts';
import { SweepDirectoryError } from '../core/errors.ts';
import { writeJson } from '../core/files.ts';
import { shownPath } from '../core/text.ts';
import type { SweepDirectory } from './directory.ts';
import type { SweepRun } from './expand.ts';

const runSchema = z.strictObject({
  directory: z.string(),
  seed: z.int(),
  samples: z.int(),
  evaluations: z.number(),
  config: configSchema,
});

const manifestSchema = z.strictObject({
  /** Of this file. */
  format: z.literal(1),
  name: z.string(),
  /** A task's number is its place in this list. */
  runs: z.array(runSchema),
});

/** What sweep.json holds: every run, complete. */
export type Manifest = z.output<typeof manifestSchema>;

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

/** @throws SweepDirectoryError when it is missing or damaged. */
export function readManifest(file: string): Manifest {
  const shown = shownPath(file);
  const remedy = 'Run `vae-bench sweep` with the sweep file again: it writes a new one.';
  if (!existsSync(file)) throw new SweepDirectoryError(shown, 'does not exist', remedy);
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new SweepDirectoryError(shown, 'is not the manifest of a sweep', remedy, { cause });
  }
}

/** Writes sweep.json unless the same is there. */
export function writeManifest(directory: SweepDirectory, manifest: Manifest): void {
  if (isWritten(directory, manifest)) return;
  try {
    mkdirSync(directory.path, { recursive: true });
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const remedy = 'Choose another folder with --out.';
    throw new SweepDirectoryError(directory.path, `cannot be made (${code})`, remedy, { cause });
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
