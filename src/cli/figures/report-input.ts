import { basename } from 'node:path';
import { SweepDirectoryError } from '../../core/errors.ts';
import { ownManifest } from '../../core/package.ts';
import type { ReportInput } from '../../figures/report/page.ts';
import type { ReportedRun } from '../../figures/report/runs-section.ts';
import type { Results } from '../../figures/results.ts';
import { readStatus } from '../../sweeps/status.ts';

/** How far the runs are; none while there are none. */
function runsIn(folder: string): readonly ReportedRun[] {
  try {
    return readStatus(folder).runs;
  } catch (error) {
    if (error instanceof SweepDirectoryError) return [];
    throw error;
  }
}

/** All that a report shows of these results, as it is at this moment. */
export function reportInput(results: Results, title = basename(results.folder)): ReportInput {
  const time = new Date().toISOString();
  const runs = runsIn(results.folder);
  return { title, results, runs, time, version: ownManifest().version };
}
