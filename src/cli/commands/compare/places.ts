import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../../core/errors.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { shownPath } from '../../../core/text.ts';
import { readAnyConfig } from '../../../run-files/config-file.ts';
import { readCheckpointExtent } from '../../../run-files/extent.ts';
import { checkpointsFor, isSeedFolder, runOfCheckpoint } from '../../../run-files/run-directory.ts';
import type { RunDirectory } from '../../../run-files/run-directory.ts';
import { walkResults } from '../../../run-files/walk.ts';
import { keptSteps } from '../../../runs/kept-checkpoints.ts';

/** A step of a run whose parameters can be had. */
export interface PointPlace {
  readonly run: RunDirectory;
  readonly step: number;
  /** The checkpoint; undefined at the start of a run, whose parameters are drawn. */
  readonly file: string | undefined;
}

/** Whether the parameters before the first step are drawn, rather than another run's. */
function drawsStart({ config }: RunDirectory): boolean {
  const found = readAnyConfig(config) as { init?: { from?: unknown } } | undefined;
  return found !== undefined && (found.init?.from ?? null) === null;
}

/** The steps that a run has parameters of, rising. */
function placesOf(run: RunDirectory, kept: readonly number[]): PointPlace[] {
  const last = readCheckpointExtent(run.checkpoint)?.step;
  const places = new Map<number, PointPlace>();
  if (drawsStart(run)) places.set(0, { run, step: 0, file: undefined });
  if (last !== undefined) places.set(last, { run, step: last, file: run.checkpoint });
  for (const step of kept) places.set(step, { run, step, file: run.keptCheckpoint(step) });
  return [...places.values()].sort((one, other) => one.step - other.step);
}

/** The runs below folders, each once, in the order of the folders. */
function runsIn(folders: readonly string[]): RunDirectory[] {
  const found = new Map<string, RunDirectory>();
  const byPath = new Intl.Collator('en', { numeric: true }).compare;
  for (const folder of folders) {
    const runs = walkResults(folder).runs.map(({ directory }) => directory);
    runs.sort((one, other) => byPath(one.path, other.path));
    for (const run of runs) {
      if (isSeedFolder(run.path) && !found.has(run.path)) found.set(run.path, run);
    }
  }
  return [...found.values()];
}

/** Whether a path is one of a file. */
export const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Whether a folder is that of a run, or of a run's seeds, with a checkpoint. */
export const isRunOrSeeds = (path: string): boolean =>
  checkpointsFor(path, 0)
    .slice(0, 2)
    .some((file) => existsSync(file));

/** @throws UsageError for a file that is none. */
function placeOfFile(file: string): PointPlace {
  const step = readCheckpointExtent(file)?.step;
  if (step === undefined) throw new UsageError(`${shownPath(file)} is no checkpoint.`);
  return { run: runOfCheckpoint(file), step, file };
}

/** Whether any run below a folder keeps checkpoints. */
export const keepsCheckpoints = (folder: string): boolean =>
  runsIn([folder]).some((run) => keptSteps(nodeFileSystem, run).length > 0);

const KEEP =
  'Runs keep the checkpoints of chosen steps with --keep (checkpoint.keep, docs/results.md).';

/** What is chosen of the steps of one run. */
function chosenOf(run: RunDirectory, steps: readonly number[] | undefined): PointPlace[] {
  const kept = keptSteps(nodeFileSystem, run);
  const places = placesOf(run, kept);
  if (steps !== undefined) return places.filter(({ step }) => steps.includes(step));
  if (kept.length > 0) return places.filter(({ step }) => kept.includes(step));
  return places.filter(({ file }) => file !== undefined);
}

/** Where comparisons are asked for, and what is asked for in vain. */
export interface ChosenPlaces {
  readonly places: readonly PointPlace[];
  readonly notes: readonly string[];
}

/**
 * The steps that the runs below folders keep, or those of them that are named; the last checkpoint of a run
 * that keeps none. A step 0 that is named needs no checkpoint. Files of checkpoints are taken as they are.
 *
 * @param paths - folders of runs or results, and files.
 * @param steps - undefined: all.
 * @throws UsageError when there is none, or none at one of the steps.
 */
export function choosePlaces(
  paths: readonly string[],
  steps: readonly number[] | undefined,
): ChosenPlaces {
  const files = paths.filter(isFile).map((file) => placeOfFile(resolve(file)));
  const folders = paths.filter((path) => !isFile(path));
  if (folders.length === 0) return { places: files, notes: [] };
  const shown = folders.map((folder) => shownPath(resolve(folder))).join(', ');
  const runs = runsIn(folders);
  if (runs.length === 0) {
    throw new UsageError(
      `${shown}: no runs are there. Name a run's folder or a results folder, such as results/figure1.`,
    );
  }
  const chosen = runs.map((run) => ({ run, places: chosenOf(run, steps) }));
  const places = chosen.flatMap((one) => one.places);
  const there = new Set(places.map(({ step }) => step));
  const nowhere = (steps ?? []).filter((step) => !there.has(step));
  if (nowhere.length > 0) {
    const all = runs.flatMap((run) => placesOf(run, keptSteps(nodeFileSystem, run)));
    const known = [...new Set(all.map(({ step }) => step))].sort((one, other) => one - other);
    throw new UsageError(
      `--steps ${nowhere.join(',')}: no run in ${shown} has a checkpoint there; there are ` +
        `${known.length === 0 ? 'none' : `those of ${known.join(', ')}`}. ${KEEP}`,
    );
  }
  if (places.length === 0) throw new UsageError(`${shown}: no run there has a checkpoint. ${KEEP}`);
  const notes = chosen.flatMap(({ run, places: own }) => {
    const missing = steps?.filter((step) => !own.some((place) => place.step === step)) ?? [];
    const path = shownPath(run.path);
    if (missing.length > 0) return [`${path} has no checkpoint of ${missing.join(', ')}`];
    return own.length === 0 ? [`${path} has no checkpoint`] : [];
  });
  return { places: [...files, ...places], notes };
}
