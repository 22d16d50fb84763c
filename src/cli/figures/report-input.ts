import { relative, resolve } from 'node:path';
import type { z } from 'zod';
import { SweepDirectoryError } from '../../core/sweep-errors.ts';
import { ownManifest } from '../../core/package.ts';
import { titleOf } from '../../figures/folders.ts';
import type { ReportInput } from '../../figures/report/page.ts';
import type { ReportedRun } from '../../figures/report/runs-section.ts';
import type { Results } from '../../figures/results.ts';
import type { RunReader } from '../../run-files/run-reader.ts';
import type { viewOptions } from './options.ts';
import { viewOf } from './view.ts';
import { readStatus } from '../../sweeps/status.ts';

type ReportChoices = z.output<z.ZodObject<typeof viewOptions>> & {
  readonly title?: string | undefined;
};

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
 * @param folders - that the results were read from.
 * @param reader - the one that read the results.
 */
export function reportInput(
  results: Results,
  folders: readonly string[],
  reader: RunReader,
  { title = titleOf(folders), ...view }: ReportChoices = {},
): ReportInput {
  const time = new Date().toISOString();
  const runs = folders.flatMap((folder) =>
    runsIn(folder, reader).map((run) => {
      const path = relative(results.folder, resolve(folder, run.run)) || run.run;
      return [path, { ...run, run: path }] as const;
    }),
  );
  const version = ownManifest().version;
  return {
    ...{ title, results, time, version, view: viewOf(view, results.seeds) },
    folders: folders.map((folder) => resolve(folder)),
    runs: [...new Map(runs).values()],
  };
}
