import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { SweepDirectoryError } from '../core/errors.ts';
import { ownManifest } from '../core/package.ts';
import type { ReportInput } from '../figures/report/page.ts';
import type { RunState } from '../figures/report/runs-section.ts';
import { readResults } from '../figures/results.ts';
import { readStatus } from '../sweeps/status.ts';

/** How far the runs are; none while there are none. */
function runsIn(folder: string): readonly RunState[] {
  try {
    return readStatus(folder).runs;
  } catch (error) {
    if (error instanceof SweepDirectoryError) return [];
    throw error;
  }
}

/** Reads all that a report shows, as it is at this moment. */
export function readReport(folder: string, title = basename(resolve(folder))): ReportInput {
  const results = existsSync(folder) ? readResults(folder) : { folder, seeds: [], unreadable: [] };
  const time = new Date().toISOString();
  return { title, results, runs: runsIn(folder), time, version: ownManifest().version };
}
