import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { SweepDirectoryError } from '../core/errors.ts';
import { foldersIn } from '../core/folders.ts';
import { shownPath } from '../core/text.ts';
import { SweepDirectory } from './directory.ts';
import { readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { readRunStatus } from './run-status.ts';
import type { RunState, RunStatus } from './run-status.ts';

/** One line of a status report. */
export interface RunReport extends RunStatus {
  /** Its folder, relative to the one that was asked for. */
  readonly run: string;
}

/** How far everything below a folder is. */
export interface StatusReport {
  readonly directory: string;
  readonly totals: Readonly<Record<RunState, number>>;
  readonly runs: readonly RunReport[];
}

/** `<out>/<experiment>/<run>/seed-<n>`: results are no deeper. */
const MAX_DEPTH = 3;

/** Folders of runs with the steps that a manifest gives them, when there is one. */
type Found = Map<string, number | null>;

/** The runs of a sweep; none where there is no manifest, or one that cannot be read. */
function manifestRuns(folder: string): Manifest['runs'] {
  try {
    return readManifest(new SweepDirectory(folder).manifest).runs;
  } catch {
    return [];
  }
}

/** Adds the runs in a folder: those of a manifest, and whatever else was run there. */
function find(folder: string, depth: number, found: Found): void {
  for (const { directory, config } of manifestRuns(folder)) {
    found.set(join(folder, directory), config.steps);
  }
  const isRun = ['run.json', 'task.json'].some((name) => existsSync(join(folder, name)));
  if (isRun && !found.has(folder)) found.set(folder, null);
  if (isRun || depth === 0) return;
  for (const child of foldersIn(folder)) find(child, depth - 1, found);
}

/**
 * Reads how far all runs of a sweep are, or of anything else that holds runs: a results folder, an
 * experiment, one run. Reads files only, however the runs were started.
 *
 * @param path - a folder, or a sweep.json.
 * @param now - milliseconds since 1970.
 * @throws SweepDirectoryError when there is no run.
 */
export function readStatus(path: string, now = Date.now()): StatusReport {
  const asked = resolve(path);
  const directory = basename(asked) === 'sweep.json' ? dirname(asked) : asked;
  const found: Found = new Map();
  find(directory, MAX_DEPTH, found);
  if (found.size === 0) {
    throw new SweepDirectoryError(
      shownPath(directory),
      existsSync(directory) ? 'holds no runs' : 'does not exist',
      'Name the folder of a sweep, an experiment or a run, such as results/figure1.',
    );
  }
  const runs = [...found].map(([folder, steps]) => {
    const status = readRunStatus(folder, now);
    return { run: relative(directory, folder) || '.', ...status, steps: status.steps ?? steps };
  });
  const totals = { waiting: 0, running: 0, completed: 0, failed: 0, interrupted: 0, stopped: 0 };
  for (const { state } of runs) totals[state] += 1;
  return { directory, totals, runs };
}
