import { createHash } from 'node:crypto';
import { CheckpointError } from '../core/errors.ts';
import { cutFile, readIfThere, removeIfThere, removeTemporaries } from '../core/files.ts';
import type { FileSystem } from '../core/files.ts';
import { rowsUpTo, wholeLines } from '../run-files/csv.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { loadCheckpoint } from './checkpoint.ts';
import type { Checkpoint, Expectation } from './checkpoint.ts';

/** Where a run resumes, and what its files hold at that point. */
export interface Restored {
  /** Undefined: from the start. */
  readonly checkpoint: Checkpoint | undefined;
  readonly metrics: Buffer;
  readonly timing: Buffer;
  /** Why a checkpoint that is there was not taken. */
  readonly warnings: readonly string[];
}

const NOTHING = Buffer.alloc(0);

/** The rows of metrics.csv that belong to a checkpoint. */
function metricsFor(bytes: Buffer, { metrics }: Checkpoint): Buffer {
  const kept = bytes.subarray(0, metrics.bytes);
  const found = createHash('sha256').update(kept).digest('hex');
  if (kept.length !== metrics.bytes || found !== metrics.sha256) {
    throw new CheckpointError('the rows of metrics.csv before it are missing or were changed');
  }
  return kept;
}

/** Leaves the file with these bytes, which it begins with; without any, it goes. */
function keep(fs: FileSystem, path: string, present: Buffer | undefined, kept: Buffer): void {
  if (present === undefined || present.length === kept.length) return;
  if (kept.length === 0) removeIfThere(fs, path);
  else cutFile(fs, path, kept.length);
}

/**
 * Prepares the files of a run that was stopped, at whatever instant, for being resumed: takes the last
 * checkpoint that is sound and whose rows are all there, else the one before, else the start, and cuts
 * off what was written after it. Doing it twice changes nothing.
 *
 * @throws RunDirectoryError when a sound checkpoint belongs to another run; FileError.
 */
export function restore(fs: FileSystem, directory: RunDirectory, expected: Expectation): Restored {
  removeTemporaries(fs, directory.path, [...directory.files, directory.eventDraft]);
  const metrics = readIfThere(fs, directory.metrics);
  const timing = readIfThere(fs, directory.timing);
  const log = readIfThere(fs, directory.log);
  const warnings: string[] = [];
  const usable = (file: string): { checkpoint: Checkpoint; rows: Buffer } | undefined => {
    try {
      const checkpoint = loadCheckpoint(fs, directory, file, expected);
      return checkpoint && { checkpoint, rows: metricsFor(metrics ?? NOTHING, checkpoint) };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      warnings.push(`${file} is not used: ${error.message}`);
      return undefined;
    }
  };
  let chosen = usable(directory.checkpoint);
  if (chosen === undefined) {
    chosen = usable(directory.previousCheckpoint);
    // Otherwise the next one would be written while the damaged one takes the place of the sound one.
    if (chosen !== undefined) removeIfThere(fs, directory.checkpoint);
  }
  const rows = chosen?.rows ?? NOTHING;
  const times = rowsUpTo(timing ?? NOTHING, chosen?.checkpoint.step ?? 0);
  keep(fs, directory.metrics, metrics, rows);
  keep(fs, directory.timing, timing, times);
  keep(fs, directory.log, log, wholeLines(log ?? NOTHING));
  return { checkpoint: chosen?.checkpoint, metrics: rows, timing: times, warnings };
}
