import { estimators } from '../../../src/estimators/built-in.ts';
import { expandSweep } from '../../../src/sweeps/expand.ts';
import type { SweepRun } from '../../../src/sweeps/expand.ts';
import { loadSweep } from '../../../src/sweeps/sweep-file.ts';
import { writeConfig } from '../../config/issues.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The runs of a sweep file, with the estimators of vae-bench. */
export function runsOfFile(file: string): readonly SweepRun[] {
  return expandSweep(loadSweep(file), estimators).runs;
}

/** The runs of a sweep that is written as an object. */
export function runsOf(sweep: unknown): readonly SweepRun[] {
  return runsOfFile(writeConfig(temporaryFolder(), 'sweep.json', JSON.stringify(sweep)).file);
}

/** The folders of the runs of a sweep. */
export const foldersOf = (sweep: unknown): string[] =>
  runsOf(sweep).map(({ directory }) => directory);
