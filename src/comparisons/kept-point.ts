import { createHash } from 'node:crypto';
import { CheckpointError } from '../core/errors.ts';
import { replaceFile } from '../core/files.ts';
import type { FileSystem } from '../core/files.ts';
import { addPrefix } from '../core/named.ts';
import { encodeCheckpoint, readCheckpointFile } from '../runs/checkpoint.ts';
import type { Maker } from '../runs/checkpoint.ts';
import type { ResolvedRun } from '../training/resolved-run.ts';
import { checkpointPoint } from './point.ts';
import type { FrozenPoint } from './point.ts';

/** Where a point that was trained for a comparison is kept, so that it is trained once. */
export interface PointFile {
  readonly path: string;
  /** What decides the parameters, beside the number of steps. */
  readonly maker: Maker;
}

const isSame = (one: Maker, other: Maker): boolean =>
  one.config_sha256 === other.config_sha256 &&
  one.backend === other.backend &&
  one.version === other.version;

/** The point of this run that a file holds; undefined when it holds none, or that of other settings. */
export function readPoint(
  fs: FileSystem,
  { path, maker }: PointFile,
  run: ResolvedRun,
): FrozenPoint | undefined {
  try {
    const found = readCheckpointFile(fs, path);
    if (found?.step !== run.config.steps || !isSame(found.maker, maker)) return undefined;
    return checkpointPoint(run, found.step, found.state);
  } catch (error) {
    // It can be trained again.
    if (error instanceof CheckpointError) return undefined;
    throw error;
  }
}

/** Keeps a point as a checkpoint of a run that has written nothing else: the same bytes for the same point. */
export function writePoint(
  fs: FileSystem,
  { path, maker }: PointFile,
  { step, parameters, estimatorState }: FrozenPoint,
): void {
  const bytes = encodeCheckpoint({
    ...{ maker, step, measuredStep: 0, trainingSeconds: 0, seconds: 0 },
    metrics: { bytes: 0, sha256: createHash('sha256').digest('hex') },
    state: { ...addPrefix('parameters', parameters), ...addPrefix('estimator', estimatorState) },
  });
  replaceFile(fs, path, bytes);
}
