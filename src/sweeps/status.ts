import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { SweepDirectoryError } from '../core/sweep-errors.ts';
import { shownPath } from '../core/text.ts';
import { annotationsOf } from '../run-files/annotations.ts';
import type { Annotations } from '../run-files/annotations.ts';
import { SweepDirectory } from '../run-files/sweep-directory.ts';
import { damageNotes } from '../run-files/damage-notes.ts';
import { RunReader } from '../run-files/run-reader.ts';
import { walkResults } from '../run-files/walk.ts';
import { readRunStatus } from './run-status.ts';
import type { RunState, RunStatus } from './run-status.ts';

/** One line of a status report. */
export interface RunReport extends RunStatus, Annotations {
  /** Its folder, relative to the one that was asked for. */
  readonly run: string;
}

/** How far everything below a folder is. */
export interface StatusReport {
  readonly directory: string;
  readonly totals: Readonly<Record<RunState, number>>;
  readonly runs: readonly RunReport[];
  /** What is wrong with files that are no run's, in words: the manifest of a sweep. */
  readonly damages: readonly string[];
}

function reportOn(
  directory: string,
  runs: readonly RunReport[],
  damages: readonly string[],
): StatusReport {
  const totals = {
    ...{ waiting: 0, extend: 0, running: 0, completed: 0 },
    ...{ failed: 0, interrupted: 0, silent: 0, stopped: 0, damaged: 0 },
  };
  for (const { state } of runs) totals[state] += 1;
  return { directory, totals, runs, damages };
}

/**
 * Reads how far all runs of a sweep are, or of anything else that holds runs: a results folder, an
 * experiment, one run. Reads files only, however the runs were started.
 *
 * @param path - a folder, or a sweep.json.
 * @param now - milliseconds since 1970.
 * @param reader - one that has read the folder before reads what is new.
 * @throws SweepDirectoryError when there is no run.
 */
export function readStatus(path: string, now = Date.now(), reader = new RunReader()): StatusReport {
  const { path: directory } = SweepDirectory.named(path);
  const results = walkResults(directory);
  const { runs: found } = results;
  const damages = damageNotes(directory, results);
  if (found.length === 0) {
    const none = existsSync(directory) ? 'holds no runs' : 'does not exist';
    throw new SweepDirectoryError(
      shownPath(directory),
      [none, ...damages].join('; '),
      'Name the folder of a sweep, an experiment or a run, such as results/figure1.',
    );
  }
  const runs = found.map(({ directory: run, planned }) => {
    const status = readRunStatus(run, now, planned, reader);
    return {
      run: relative(directory, run.path) || '.',
      ...status,
      ...annotationsOf(reader.read(run).record, planned),
      steps: status.steps ?? planned?.steps ?? null,
    };
  });
  return reportOn(directory, runs, damages);
}

/** The part of a report that is about runs with any of these tags. */
export const taggedWith = (
  { directory, runs, damages }: StatusReport,
  tags: readonly string[],
): StatusReport =>
  reportOn(
    directory,
    runs.filter((run) => run.tags.some((tag) => tags.includes(tag))),
    damages,
  );
