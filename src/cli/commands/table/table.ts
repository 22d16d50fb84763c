import { UsageError } from '../../../core/errors.ts';
import { shownMetrics } from '../../../metrics/table.ts';
import type { Metric } from '../../../metrics/table.ts';
import { columnsFor } from '../../../figures/columns.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { readFolders } from '../../../figures/folders.ts';
import type { SeedResult } from '../../../figures/results.ts';
import { panelsOf } from '../../../figures/panels.ts';
import { differencesAlongTable } from '../../../figures/tables/differences-along.ts';
import { differencesTable } from '../../../figures/tables/differences.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import type { Table } from '../../../figures/tables/table.ts';
import { valuesTable } from '../../../figures/tables/values.ts';
import { comparedBy } from '../../figures/comparison.ts';
import { selectedSeeds, warnOf } from '../../figures/selection.ts';
import { viewOf } from '../../figures/view.ts';
import { print } from '../../terminal/output.ts';
import type { TableOptions } from './command.ts';

/** Makes the table of a metric that was asked for. */
function tableMaker(
  seeds: readonly SeedResult[],
  options: TableOptions,
): (metric: Metric) => Table {
  const { compare, everyStep } = options;
  if (compare === undefined) {
    if (everyStep === true) throw new UsageError('--every-step is there for --compare alone.');
    const panels = panelsOf(seeds, viewOf(options, seeds));
    return (metric) => valuesTable(panels, metric);
  }
  const { groups, panels } = comparedBy('--compare', compare, options, seeds);
  const make = everyStep === true ? differencesAlongTable : differencesTable;
  return (metric) => make(panels, groups, metric);
}

/** Prints what the runs of results folders come to, or how two groups of them compare. */
export async function table(options: TableOptions): Promise<void> {
  const metrics = options.metric ?? shownMetrics;
  const results = readFolders(options.folders, new RunReader(columnsFor(metrics)));
  const seeds = selectedSeeds(results, options);
  const tables = metrics.map(tableMaker(seeds, options));
  await print(`${tableFormats[options.format](tables)}\n`);
  warnOf(results);
}
