import { resolve } from 'node:path';
import { printable } from '../../../core/printable.ts';
import { shownPath } from '../../../core/text.ts';
import { exportedRuns } from '../../../exports/exported-run.ts';
import type { ExportedRun } from '../../../exports/exported-run.ts';
import { exporters } from '../../../exports/table.ts';
import { readRuns } from '../../../figures/results.ts';
import { selectedSeeds } from '../../figures/selection.ts';
import { print, warn } from '../../terminal/output.ts';
import type { ExportOptions } from './command.ts';

/** What a reader of the export has to know, one line per run. */
const remark = ({ path, state, problem }: ExportedRun): string =>
  `${path}: ${state}${problem === null ? '' : `, ${problem}`}`;

/** Writes the runs of a results folder in the formats that were asked for. */
export async function exportRuns(options: ExportOptions): Promise<void> {
  const results = readRuns(options.folder);
  const seeds = selectedSeeds(results, { ...options, metric: undefined });
  const all = seeds.length === results.seeds.length;
  // Of a run without a configuration nobody can say whether it was asked for.
  const runs = exportedRuns(results, seeds, all ? results.unreadable : []);
  const out = resolve(options.out);
  const files: string[] = [];
  for (const name of options.format) {
    const { exporter } = await exporters[name].load();
    files.push(...exporter.write({ runs, out }));
  }
  const remarkable = runs.filter(({ state, problem }) => state !== 'completed' || problem !== null);
  for (const run of remarkable) warn(`${printable(remark(run))}\n`);
  await print(files.map((file) => `${shownPath(file)}\n`).join(''));
}
