import { columnsFor } from '../../../figures/columns.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import type { Claim } from '../../../figures/findings/claim.ts';
import { claims } from '../../../figures/findings/claims.ts';
import { byClaim, judgeAll, judgedMetrics } from '../../../figures/findings/judged.ts';
import type { Judged } from '../../../figures/findings/judged.ts';
import { paperNames } from '../../../figures/findings/papers.ts';
import { readFolders } from '../../../figures/folders.ts';
import { panelsOf } from '../../../figures/panels.ts';
import { comparisonsTable, verdictsTables } from '../../../figures/tables/findings.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import type { TableFormat } from '../../../figures/tables/formats.ts';
import type { Table } from '../../../figures/tables/table.ts';
import { selectedSeeds, warnOf } from '../../figures/selection.ts';
import { assertAmong } from '../../options/names.ts';
import { print } from '../../terminal/output.ts';
import type { FindingsOptions } from './command.ts';

/** Verdicts first, then what they rest on; programs get the latter, which has both. */
function tablesOf(judged: Judged, format: TableFormat): Table[] {
  if (format === 'csv') return verdictsTables(judged);
  const comparisons = byClaim(judged.findings).map(([claim, findings]) =>
    comparisonsTable(judged.setting, claim, findings),
  );
  return [...verdictsTables(judged), ...comparisons];
}

/**
 * The claims that were asked for, by their ids and by the names of their papers.
 *
 * @throws UsageError for one that there is not.
 */
function claimsAmong(asked: readonly string[] | undefined): readonly Claim[] {
  if (asked === undefined) return claims;
  assertAmong('--claims', asked, [...paperNames, ...claims.map(({ id }) => id)]);
  return claims.filter(({ id, paper }) => asked.includes(id) || asked.includes(paper));
}

/** Judges the papers' findings by the runs of a results folder. */
export async function findings(options: FindingsOptions): Promise<void> {
  const metrics = options.metric ?? judgedMetrics;
  const asked = claimsAmong(options.claims);
  const results = readFolders(options.folders, new RunReader(columnsFor(metrics)));
  const all = judgeAll(panelsOf(selectedSeeds(results, options)), metrics, asked);
  const some = all.filter((judged) => judged.findings.length > 0);
  // Without any, one table says so for all settings.
  const shown = some.length > 0 ? some : all.slice(0, 1).map((one) => ({ ...one, setting: '' }));
  const tables = shown.flatMap((judged) => tablesOf(judged, options.format));
  await print(`${tableFormats[options.format](tables)}\n`);
  warnOf(results);
}
