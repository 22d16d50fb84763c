import { byClaim, judgeAll, judgedMetrics } from '../../../figures/findings/judge.ts';
import type { Finding } from '../../../figures/findings/judge.ts';
import { readRuns } from '../../../figures/results.ts';
import { panelsOf } from '../../../figures/series.ts';
import { comparisonsTable, verdictsTable } from '../../../figures/tables/findings.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import type { TableFormat } from '../../../figures/tables/formats.ts';
import type { Table } from '../../../figures/tables/table.ts';
import { selectedSeeds, warnOf } from '../../figures/selection.ts';
import type { FindingsOptions } from './command.ts';

/** Verdicts first, then what they rest on; programs get the latter, which has both. */
function tablesOf(setting: string, findings: readonly Finding[], format: TableFormat): Table[] {
  if (format === 'csv') return [verdictsTable(setting, findings)];
  const comparisons = byClaim(findings).map(([claim, judged]) =>
    comparisonsTable(setting, claim, judged),
  );
  return [verdictsTable(setting, findings), ...comparisons];
}

/** Judges the paper's findings by the runs of a results folder. */
export function findings(options: FindingsOptions): void {
  const results = readRuns(options.folder);
  const judged = judgeAll(
    panelsOf(selectedSeeds(results, options)),
    options.metric ?? judgedMetrics,
  );
  const tables = judged.flatMap(({ setting, findings: all }) =>
    tablesOf(setting, all, options.format),
  );
  process.stdout.write(`${tableFormats[options.format](tables)}\n`);
  warnOf(results);
}
