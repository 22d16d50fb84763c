import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Backend } from '../backends/backend.ts';
import { CheckpointError } from '../core/run-errors.ts';
import { makeFolder } from '../core/folders.ts';
import { readIfThere, removeIfThere } from '../core/files.ts';
import { replaceFile } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import { addPrefix } from '../core/named.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../runs/checkpoint-format.ts';
import { readCheckpointFile } from '../runs/checkpoint.ts';
import type { Maker } from '../runs/checkpoint-format.ts';
import { SavePlan } from '../runs/save-plan.ts';
import type { ResolvedRun } from '../training/resolved-run.ts';
import { shapesOfState } from '../training/trainer.ts';
import { checkpointPoint, trainedPoint } from './point.ts';
import type { FrozenPoint, PartOfTraining, PointTraining } from './point.ts';

/** Where a point that is trained for a comparison is kept, so that it is trained once. */
export interface PointFiles {
  readonly point: string;
  /** The state of its training, until the last step. */
  readonly training: string;
  /** What decides the parameters, beside the number of steps. */
  readonly maker: Maker;
}

const isSame = (one: Maker, other: Maker): boolean =>
  one.config_sha256 === other.config_sha256 &&
  one.backend === other.backend &&
  one.version === other.version;

/** What `read` gives; undefined for a damaged file, since all of it can be trained again. */
function unlessDamaged<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CheckpointError) return undefined;
    throw error;
  }
}

/** The point of this run that a file holds; undefined when it holds none, or that of other settings. */
function readPoint(
  fs: FileSystem,
  { point, maker }: PointFiles,
  run: ResolvedRun,
): FrozenPoint | undefined {
  return unlessDamaged(() => {
    const found = readCheckpointFile(fs, point);
    if (found?.step !== run.config.steps || !isSame(found.maker, maker)) return undefined;
    return checkpointPoint(run, found.step, found.state);
  });
}

/** How far an earlier start trained; undefined when it left nothing of this run. */
function readPart(
  fs: FileSystem,
  { training, maker }: PointFiles,
  run: ResolvedRun,
): PartOfTraining | undefined {
  const bytes = readIfThere(fs, training);
  if (bytes === undefined) return undefined;
  return unlessDamaged(() => {
    const found = decodeCheckpoint(bytes, shapesOfState(run));
    return found.step < run.config.steps && isSame(found.maker, maker) ? found : undefined;
  });
}

/** A checkpoint of a run that has written nothing else: the same bytes for the same state. */
const checkpointOf = (maker: Maker, { step, state }: PartOfTraining): Buffer =>
  encodeCheckpoint({
    ...{ maker, step, state, measuredStep: 0, trainingSeconds: 0, seconds: 0 },
    metrics: { bytes: 0, sha256: createHash('sha256').digest('hex') },
  });

/**
 * The point that a run leads to: as it is kept, or trained from where an earlier start was stopped. While it is trained, its
 * state is kept as often as that of a run, and when the signal stops it.
 *
 * @throws StoppedError when the signal aborted before the last step; FileError; DivergedError.
 */
export async function keptPoint(
  fs: FileSystem,
  files: PointFiles,
  run: ResolvedRun,
  backend: Backend,
  options: Pick<PointTraining, 'signal' | 'observe'>,
): Promise<FrozenPoint> {
  const known = readPoint(fs, files, run);
  if (known !== undefined) return known;
  const plan = new SavePlan(run.config);
  const write = (part: PartOfTraining): void => {
    makeFolder(fs, dirname(files.training));
    replaceFile(fs, files.training, checkpointOf(files.maker, part));
    plan.saved();
  };
  const due = (step: number) => plan.isDue(step);
  const from = readPart(fs, files, run);
  return trainedPoint(run, backend, { ...options, from, keep: { due, write } });
}

/** Keeps a point, in place of the state of its training. */
export function writePoint(
  fs: FileSystem,
  { point, training, maker }: PointFiles,
  { step, parameters, estimatorState }: FrozenPoint,
): void {
  const state = {
    ...addPrefix('parameters', parameters),
    ...addPrefix('estimator', estimatorState),
  };
  replaceFile(fs, point, checkpointOf(maker, { step, state }));
  removeIfThere(fs, training);
}
