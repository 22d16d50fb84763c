import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../../core/errors.ts';
import { shownPath } from '../../../core/text.ts';
import { isSeedFolder, RunDirectory } from '../../../run-files/run-directory.ts';
import { walkResults } from '../../../run-files/walk.ts';
import { warn } from '../../terminal/output.ts';

/** A run's folder is named itself, whatever it holds; of other folders, the runs below that have a checkpoint. */
function runsIn(folder: string): readonly RunDirectory[] {
  const named = new RunDirectory(resolve(folder));
  if (isSeedFolder(named.path) || existsSync(named.config)) return [named];
  const runs = walkResults(folder).runs.map(({ directory }) => directory);
  const drawn = runs.filter(({ checkpoint }) => existsSync(checkpoint));
  for (const { path } of runs.filter((run) => !drawn.includes(run))) {
    warn(`${shownPath(path)} has no checkpoint (left out)\n`);
  }
  if (drawn.length > 0) return drawn;
  throw new UsageError(
    `${shownPath(named.path)} holds no run with a checkpoint. Name the folder of a run, such as ` +
      'results/figure1/ars+-c10/seed-0, or one that holds runs.',
  );
}

/**
 * The runs that folders name, each of them once.
 *
 * @throws UsageError when one of them holds none.
 */
export function drawnRuns(folders: readonly string[]): readonly RunDirectory[] {
  const runs = folders.flatMap(runsIn);
  return [...new Map(runs.map((run) => [run.path, run])).values()];
}
