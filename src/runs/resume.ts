import { CheckpointError } from '../core/run-errors.ts';
import { cutFile, removeTemporaries } from '../core/durable-files.ts';
import { readIfThere, removeIfThere } from '../core/files.ts';
import type { FileSystem } from '../core/file-system.ts';
import type { Config } from '../config/schema.ts';
import { extentOf } from '../run-files/extent.ts';
import { lastRow, parseCsv, rowsUpTo, wholeLines } from '../run-files/csv.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { loadCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint-format.ts';
import type { Expectation } from './checkpoint.ts';

/** Where a run resumes, and what its files hold at that point. */
export interface Restored {
  /** Undefined: from the start. */
  readonly checkpoint: Checkpoint | undefined;
  readonly metrics: Buffer;
  readonly timing: Buffer;
  /** Why a checkpoint that is there was not taken. */
  readonly warnings: readonly string[];
  /** What else there is to say. */
  readonly notes: readonly string[];
}

/** The checkpoint that a run resumes from. */
export interface FoundCheckpoint {
  /** Undefined: the run starts over. */
  readonly checkpoint: Checkpoint | undefined;
  /** The rows of metrics.csv that belong to it. */
  readonly rows: Buffer;
  /** Whether it is the one before the last. */
  readonly previous: boolean;
  /** Why one that is there is not taken. */
  readonly warnings: readonly string[];
}

const NOTHING = Buffer.alloc(0);

/** The rows of metrics.csv that belong to a checkpoint. */
function metricsFor(bytes: Buffer, { metrics }: Checkpoint): Buffer {
  const kept = bytes.subarray(0, metrics.bytes);
  if (kept.length !== metrics.bytes || extentOf(kept).sha256 !== metrics.sha256) {
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
 * Finds the last checkpoint that is sound and whose rows are all there, else the one before; writes nothing.
 *
 * @throws RunDirectoryError when a sound checkpoint belongs to another run; FileError.
 */
export function findCheckpoint(
  fs: FileSystem,
  directory: RunDirectory,
  expected: Expectation,
): FoundCheckpoint {
  const metrics = readIfThere(fs, directory.metrics) ?? NOTHING;
  const warnings: string[] = [];
  const usable = (file: string): { checkpoint: Checkpoint; rows: Buffer } | undefined => {
    try {
      const checkpoint = loadCheckpoint(fs, directory, file, expected);
      return checkpoint && { checkpoint, rows: metricsFor(metrics, checkpoint) };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      warnings.push(`${file} is not used: ${error.message}`);
      return undefined;
    }
  };
  const last = usable(directory.checkpoint);
  const chosen = last ?? usable(directory.previousCheckpoint);
  return {
    checkpoint: chosen?.checkpoint,
    rows: chosen?.rows ?? NOTHING,
    previous: last === undefined && chosen !== undefined,
    warnings,
  };
}

/**
 * The checkpoint of a run that ended earlier, without the row that it had at its end alone: a run with more
 * steps has none there. It takes the place of the other before the row is cut off.
 */
function withoutLastRow(
  fs: FileSystem,
  directory: RunDirectory,
  { checkpoint, rows }: { readonly checkpoint: Checkpoint; readonly rows: Buffer },
  timing: Buffer,
): { readonly checkpoint: Checkpoint; readonly rows: Buffer } {
  const step = parseCsv(rows).rows.step(-2);
  const kept = rowsUpTo(rows, step);
  const time = lastRow(rowsUpTo(timing, checkpoint.step));
  const pace = time?.step === checkpoint.measuredStep ? (time.milliseconds_per_step ?? 0) : 0;
  const sooner: Checkpoint = {
    ...checkpoint,
    measuredStep: step,
    trainingSeconds:
      checkpoint.trainingSeconds +
      (Number.isFinite(pace) ? pace * (checkpoint.measuredStep - step) : 0) / 1000,
    metrics: extentOf(kept),
  };
  writeCheckpoint(fs, directory, sooner);
  return { checkpoint: sooner, rows: kept };
}

/**
 * Prepares the files of a run that was stopped, at whatever instant, for being resumed from what
 * `findCheckpoint` found, or from the start: cuts off what was written after it, and a row that only a run
 * with fewer steps has. Doing it twice changes nothing.
 *
 * @throws FileError.
 */
export function restore(
  fs: FileSystem,
  directory: RunDirectory,
  found: FoundCheckpoint,
  config: Pick<Config, 'steps' | 'evaluation'>,
): Restored {
  removeTemporaries(fs, directory.path, [
    ...directory.files,
    directory.eventDraft,
    directory.keptDraft,
  ]);
  const metrics = readIfThere(fs, directory.metrics);
  const timing = readIfThere(fs, directory.timing);
  const log = readIfThere(fs, directory.log);
  // Otherwise the next one would be written while the damaged one takes the place of the sound one.
  if (found.previous) removeIfThere(fs, directory.checkpoint);
  const { checkpoint, rows } = found;
  if (checkpoint === undefined) {
    // They would say of the rows to come that they are not those that were there.
    removeIfThere(fs, directory.checkpoint);
    removeIfThere(fs, directory.previousCheckpoint);
  }
  const { measuredStep = 0 } = checkpoint ?? {};
  const extra = measuredStep % config.evaluation.every !== 0 && measuredStep < config.steps;
  const kept =
    extra && checkpoint !== undefined
      ? withoutLastRow(fs, directory, { checkpoint, rows }, timing ?? NOTHING)
      : { checkpoint, rows };
  const times = rowsUpTo(timing ?? NOTHING, kept.checkpoint?.measuredStep ?? 0);
  keep(fs, directory.metrics, metrics, kept.rows);
  keep(fs, directory.timing, timing, times);
  keep(fs, directory.log, log, wholeLines(log ?? NOTHING));
  const note = `the row after step ${measuredStep} is left out: this run measures there no longer`;
  return {
    checkpoint: kept.checkpoint,
    metrics: kept.rows,
    timing: times,
    warnings: found.warnings,
    notes: extra ? [note] : [],
  };
}
