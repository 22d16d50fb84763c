import { createHash } from 'node:crypto';
import { CheckpointError, RunDirectoryError } from '../core/run-errors.ts';
import { FileError } from '../core/file-errors.ts';
import { readIfThere } from '../core/files.ts';
import { replaceFile } from '../core/durable-files.ts';
import { systemCode } from '../core/file-system.ts';
import type { FileSystem } from '../core/file-system.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';
import { decodeCheckpoint, encodeCheckpoint, readCheckpoint } from './checkpoint-format.ts';
import type { Checkpoint, Maker } from './checkpoint-format.ts';
import { resumeAdvice } from './resume-advice.ts';
import type { SettingsAs } from './resume-advice.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { MAX_HEADER_BYTES } from './safetensors.ts';

/**
 * Reads a checkpoint's file as it is there, whatever it was trained with, and its SHA-256.
 *
 * @returns undefined when there is no such file.
 * @throws CheckpointError when it is damaged; FileError when it cannot be read.
 */
export function readCheckpointFile(
  fs: FileSystem,
  path: string,
): (Checkpoint & { readonly fileSha256: string }) | undefined {
  const bytes = readIfThere(fs, path);
  if (bytes === undefined) return undefined;
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...readCheckpoint(bytes), fileSha256 };
}

/**
 * Puts a checkpoint in place; the one before it stays until this one is complete, and then as the
 * previous one.
 *
 * @throws FileError; the checkpoints that were there are then still there.
 */
export function writeCheckpoint(
  fs: FileSystem,
  directory: RunDirectory,
  checkpoint: Checkpoint,
): void {
  const before = () => {
    try {
      fs.renameSync(directory.checkpoint, directory.previousCheckpoint);
    } catch (error) {
      // The first checkpoint of a run has none before it.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  };
  replaceFile(fs, directory.checkpoint, encodeCheckpoint(checkpoint), { before });
}

/** What a checkpoint is read for. */
export interface Expectation {
  readonly maker: Maker;
  readonly shapes: Named<Shape>;
  /** Steps of the run. */
  readonly steps: number;
  /** How the command that resumes takes settings. */
  readonly settingsAs: SettingsAs;
}

function assertMaker(directory: RunDirectory, found: Maker, expected: Expectation): void {
  const { maker, settingsAs } = expected;
  const refuse = (what: string, advice: string): never => {
    const remedy =
      `To resume from it, ${advice}. Otherwise use --force to start over, or another --name ` +
      'or --out.';
    throw new RunDirectoryError(directory.path, `holds a checkpoint ${what}`, remedy);
  };
  const adviceFor = (path: string, earlier: string, now: string) =>
    resumeAdvice([{ path, earlier, now }], { there: undefined, now: undefined }, settingsAs);
  if (found.version !== maker.version) {
    const advice = adviceFor('vae-bench', found.version, maker.version).join(', and ');
    refuse(`of vae-bench ${found.version}; this is ${maker.version}`, advice);
  }
  if (found.backend !== maker.backend) {
    const advice = adviceFor('backend', found.backend, maker.backend).join(', and ');
    refuse(`computed with "${found.backend}"; this is "${maker.backend}"`, advice);
  }
  if (found.config_sha256 !== maker.config_sha256) {
    refuse(
      'of another configuration, of other data, or of a vae-bench that had other settings',
      'give the data and the plugins that the run was started with (--data-dir, --plugin)',
    );
  }
}

/**
 * Loads one checkpoint file; undefined when it is not there.
 *
 * @throws CheckpointError when it cannot be used; RunDirectoryError when it is sound and belongs to
 *   another run.
 */
export function loadCheckpoint(
  fs: FileSystem,
  directory: RunDirectory,
  file: string,
  expected: Expectation,
): Checkpoint | undefined {
  const { shapes, steps } = expected;
  const values = Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  let bytes: Buffer | undefined;
  try {
    bytes = readIfThere(fs, file, 8 + MAX_HEADER_BYTES + 4 * values);
  } catch (error) {
    // A disk that cannot be read now may be readable later; a file of a wrong size stays wrong.
    if (!(error instanceof FileError) || systemCode(error.cause) !== undefined) throw error;
    throw new CheckpointError(`it is damaged: ${error.reason}`, { cause: error });
  }
  if (bytes === undefined) return undefined;
  const checkpoint = decodeCheckpoint(bytes, shapes);
  assertMaker(directory, checkpoint.maker, expected);
  if (checkpoint.step > steps || checkpoint.measuredStep > checkpoint.step) {
    throw new CheckpointError(`it claims step ${checkpoint.step} of ${steps}`);
  }
  return checkpoint;
}
