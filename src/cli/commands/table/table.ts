import { UsageError } from '../../../core/errors.ts';
import { shownMetrics } from '../../../metrics/table.ts';
import type { Metric } from '../../../metrics/table.ts';
import { readRuns } from '../../../figures/results.ts';
import type { SeedResult } from '../../../figures/results.ts';
import { panelsOf } from '../../../figures/series.ts';
import type { Panel } from '../../../figures/series.ts';
import { differencesTable } from '../../../figures/tables/differences.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import type { Table } from '../../../figures/tables/table.ts';
import { valuesTable } from '../../../figures/tables/values.ts';
import { selectedSeeds, warnOf } from '../../figures/selection.ts';
import { assertAmong } from '../../options/names.ts';
import { print } from '../../terminal/output.ts';
import type { TableOptions } from './command.ts';

/** The two estimators of --compare. */
function pairOf(asked: readonly string[], known: readonly string[]): readonly [string, string] {
  assertAmong('--compare', asked, known);
  const [one, other, ...more] = asked;
  if (one !== undefined && other !== undefined && more.length === 0) return [one, other];
  throw new UsageError(
    `--compare takes two estimators, such as ars+,ars; found "${asked.join(',')}".`,
  );
}

/** Makes the table of a metric that was asked for. */
function tableMaker(
  panels: readonly Panel[],
  seeds: readonly SeedResult[],
  { compare }: TableOptions,
): (metric: Metric) => Table {
  if (compare === undefined) return (metric) => valuesTable(panels, metric);
  const names = seeds.map(({ config }) => config.estimator);
  const pair = pairOf(compare, names);
  return (metric) => differencesTable(panels, pair, metric);
}

/** Prints what the runs of a results folder come to, or how two estimators compare. */
export async function table(options: TableOptions): Promise<void> {
  const results = readRuns(options.folder);
  const seeds = selectedSeeds(results, options);
  const panels = panelsOf(seeds);
  const metrics = options.metric ?? shownMetrics;
  const tables = metrics.map(tableMaker(panels, seeds, options));
  await print(`${tableFormats[options.format](tables)}\n`);
  warnOf(results);
}
