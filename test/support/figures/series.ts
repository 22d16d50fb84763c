import { appearanceOf, isMerged } from '../../../src/figures/appearance.ts';
import type { Metric } from '../../../src/metrics/table.ts';
import { CsvRows } from '../../../src/run-files/csv-rows.ts';
import type { CsvRow } from '../../../src/run-files/csv-rows.ts';
import type { SeedResult } from '../../../src/figures/results.ts';
import { RunDirectory } from '../../../src/run-files/run-directory.ts';
import type { Panel } from '../../../src/figures/panels.ts';
import type { Series } from '../../../src/figures/series.ts';

/** A seed that has these rows and is complete. */
export function seedOf(
  seed: number,
  rows: readonly CsvRow[],
  more: Partial<SeedResult> = {},
): SeedResult {
  const steps = rows.at(-1)?.step ?? 0;
  return {
    ...{ path: `run/seed-${seed}`, run: 'run', seed: `seed-${seed}` },
    rows: CsvRows.of(rows),
    config: { estimator: 'ars', categories: 3, batchSize: 10, steps },
    timing: CsvRows.of([]),
    record: undefined,
    problem: null,
    damages: [],
    posterior: { value: undefined, damage: null },
    directory: new RunDirectory(`run/seed-${seed}`),
    tags: [],
    note: null,
    ...more,
  };
}

/** Seeds 0, 1, … with one row, at `step`, in which the metric has these values. */
export const seedsWith = (metric: Metric, values: readonly number[], step = 100): SeedResult[] =>
  values.map((value, seed) => seedOf(seed, [{ step, [metric]: value }]));

/** A series of an estimator with these seeds. */
export function seriesOf(
  seeds: readonly SeedResult[],
  { estimator = 'ars', categories = 3, evaluations = 3, id = 'run' } = {},
): Series {
  const appearance = appearanceOf(estimator, [estimator]);
  const label = `${appearance.title} (${evaluations})`;
  const merged = isMerged(estimator, categories, evaluations);
  const look = { ...appearance, merged, group: appearance.title, varied: '' };
  return { ...look, id, estimator, categories, evaluations, label, seeds };
}

export const panelOf = (series: readonly Series[], setting = ''): Panel => {
  const categories = series[0]?.categories ?? 0;
  const heading = `C = ${categories}`;
  return { title: heading, heading, categories, setting, unlike: [], series };
};
