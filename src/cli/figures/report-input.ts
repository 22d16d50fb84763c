import { basename } from 'node:path';
import { SweepDirectoryError } from '../../core/errors.ts';
import { ownManifest } from '../../core/package.ts';
import type { ReportInput } from '../../figures/report/page.ts';
import type { ReportedRun } from '../../figures/report/runs-section.ts';
import type { Results } from '../../figures/results.ts';
import type { RunReader } from '../../run-files/run-reader.ts';
import { readStatus } from '../../sweeps/status.ts';

/** How far the runs are; none while there are none. */
function runsIn(folder: string, reader: RunReader): readonly ReportedRun[] {
  try {
    return readStatus(folder, Date.now(), reader).runs;
  } catch (error) {
    if (error instanceof SweepDirectoryError) return [];
    throw error;
  }
}

/**
 * All that a report shows of these results, as it is at this moment.
 *
 * @param reader - the one that read the results.
 */
export function reportInput(
  results: Results,
  reader: RunReader,
  title = basename(results.folder),
): ReportInput {
  const time = new Date().toISOString();
  const runs = runsIn(results.folder, reader);
  return { title, results, runs, time, version: ownManifest().version };
}
