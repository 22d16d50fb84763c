import { isKept, keptBeyond, keptUpTo } from '../config/kept-steps.ts';
import type { Config } from '../config/schema.ts';
import { makeFolder, namesIn, removeIfEmpty } from '../core/folders.ts';
import { removeIfThere } from '../core/files.ts';
import { replaceFile } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { encodeCheckpoint } from './checkpoint-format.ts';
import type { Checkpoint } from './checkpoint-format.ts';

/** The steps whose checkpoints the folder of a run keeps, rising. */
export const keptSteps = (fs: FileSystem, directory: RunDirectory): number[] =>
  directory.keptAmong(namesIn(fs, directory.keptFolder));

/**
 * Writes a checkpoint that stays, under the name of its step: whole and durable, or not at all.
 *
 * @throws FileError; what was there of this step is then still there.
 */
export function keepCheckpoint(
  fs: FileSystem,
  directory: RunDirectory,
  checkpoint: Checkpoint,
): void {
  makeFolder(fs, directory.keptFolder);
  const bytes = encodeCheckpoint(checkpoint);
  const path = directory.keptCheckpoint(checkpoint.step);
  replaceFile(fs, path, bytes, { draft: directory.keptDraft });
}

/** Removes the kept checkpoints of a run that starts over, and nothing else. */
export function clearKept(fs: FileSystem, directory: RunDirectory): void {
  for (const step of keptSteps(fs, directory)) {
    removeIfThere(fs, directory.keptCheckpoint(step));
  }
  removeIfEmpty(fs, directory.keptFolder);
}

/**
 * Whether the checkpoint that a start begins with is to be kept and is not: the steps to keep may have
 * changed since it was written.
 */
export const lacksKept = (
  fs: FileSystem,
  directory: RunDirectory,
  { checkpoint: { keep } }: Pick<Config, 'checkpoint'>,
  step: number,
): boolean => isKept(keep, step) && !keptSteps(fs, directory).includes(step);

/** Steps that a message names; the rest is counted. */
const MAX_NAMED = 5;

/** `step 5`, `steps 0, 5 and 10`, `steps 0, 5, 10, 15, 20 and 7 more`. */
function namedSteps(steps: readonly number[]): string {
  const texts = steps.slice(0, MAX_NAMED).map((step) => step.toLocaleString('en'));
  const more = steps.length - texts.length;
  const last = more > 0 ? `${more.toLocaleString('en')} more` : texts.pop();
  const all = texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
  return `${steps.length === 1 ? 'step' : 'steps'} ${all}`;
}

/**
 * Says which checkpoints are asked for of steps that a run has passed and that its folder does not have: the
 * states are gone.
 *
 * @param step - that the run is at.
 */
export function passedSteps(
  fs: FileSystem,
  directory: RunDirectory,
  { checkpoint: { keep } }: Pick<Config, 'checkpoint'>,
  step: number,
): string[] {
  if (keep === null) return [];
  const there = new Set(keptSteps(fs, directory));
  const passed = keptUpTo(keep, step).filter((one) => !there.has(one));
  if (passed.length === 0) return [];
  return [
    `checkpoint.keep: the run has passed ${namedSteps(passed)} without keeping a checkpoint there; only a run ` +
      'that starts over has it (--force, or another --name or --out)',
  ];
}

/** Says which checkpoints are asked for of steps that a run does not take. */
export function stepsBeyond({ checkpoint: { keep }, steps }: Config): string[] {
  const beyond = keptBeyond(keep, steps);
  if (beyond.length === 0) return [];
  return [
    `checkpoint.keep: ${namedSteps(beyond)} will not be reached in ${steps.toLocaleString('en')} steps`,
  ];
}
