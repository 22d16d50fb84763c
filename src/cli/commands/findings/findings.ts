import { columnsFor } from '../../../figures/columns.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { byClaim, judgeAll, judgedMetrics } from '../../../figures/findings/judge.ts';
import type { Judged } from '../../../figures/findings/judge.ts';
import { readFolders } from '../../../figures/folders.ts';
import { panelsOf } from '../../../figures/series.ts';
import { comparisonsTable, verdictsTable } from '../../../figures/tables/findings.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import type { TableFormat } from '../../../figures/tables/formats.ts';
import type { Table } from '../../../figures/tables/table.ts';
import { selectedSeeds, warnOf } from '../../figures/selection.ts';
import { print } from '../../terminal/output.ts';
import type { FindingsOptions } from './command.ts';

/** Verdicts first, then what they rest on; programs get the latter, which has both. */
function tablesOf(judged: Judged, format: TableFormat): Table[] {
  if (format === 'csv') return [verdictsTable(judged)];
  const comparisons = byClaim(judged.findings).map(([claim, findings]) =>
    comparisonsTable(judged.setting, claim, findings),
  );
  return [verdictsTable(judged), ...comparisons];
}

/** Judges the paper's findings by the runs of a results folder. */
export async function findings(options: FindingsOptions): Promise<void> {
  const metrics = options.metric ?? judgedMetrics;
  const results = readFolders(options.folders, new RunReader(columnsFor(metrics)));
  const all = judgeAll(panelsOf(selectedSeeds(results, options)), metrics);
  const some = all.filter((judged) => judged.findings.length > 0);
  // Without any, one table says so for all settings.
  const shown = some.length > 0 ? some : all.slice(0, 1).map((one) => ({ ...one, setting: '' }));
  const tables = shown.flatMap((judged) => tablesOf(judged, options.format));
  await print(`${tableFormats[options.format](tables)}\n`);
  warnOf(results);
}
