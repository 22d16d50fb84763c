import { shownNote } from '../counted.ts';
import type { Estimate } from '../estimate.ts';
import { NOTHING, shownCount, shownEstimate } from '../format.ts';
import { metricRow, metrics } from '../../metrics/table.ts';
import type { Metric } from '../../metrics/table.ts';
import type { Panel } from '../panels.ts';
import type { Series } from '../series.ts';
import { summarise } from '../summarise.ts';
import type { Summary } from '../summarise.ts';
import type { Table } from './table.ts';

/** A series with its values and its place among those of its panel. */
export interface RankedSeries extends Summary {
  readonly series: Series;
  /**
   * 1 for the best final mean; null without a value, for a metric without a better side, for a series that
   * is not as far as others of its panel, whose values say nothing about what it would come to, and where
   * the series of a panel measure unlike things.
   */
  readonly rank: number | null;
}

/** Sums a panel up, best first. */
export function rankedSeries({ series, unlike }: Panel, metric: Metric): RankedSeries[] {
  const all = series.map((one) => ({ series: one, ...summarise(one, metric) }));
  const last = Math.max(0, ...all.map(({ step }) => step));
  const { better } = metricRow(metric);
  const sign = better === 'higher' ? -1 : 1;
  const cost = ({ step, final }: Summary) =>
    final === undefined || step < last || better === null || unlike.length > 0
      ? Number.POSITIVE_INFINITY
      : sign * final.mean;
  return all
    .map((one) => {
      const better = all.filter((other) => cost(other) < cost(one)).length;
      return { ...one, rank: Number.isFinite(cost(one)) ? better + 1 : null };
    })
    .toSorted((one, other) => (one.rank ?? all.length + 1) - (other.rank ?? all.length + 1));
}

const columns = [
  'setting',
  'metric',
  'categories',
  'rank',
  'estimator',
  'evaluations',
  'run',
  'step',
  'n',
  'seeds',
  'final',
  'final_se',
  'best',
  'best_se',
  'left_out',
  'varied',
];

/** Why the series of a panel have no ranks. */
export const unlikeNotes = ({ title, unlike }: Panel): string[] =>
  unlike.length === 0
    ? []
    : [`${title}: no ranks, as runs that differ in ${unlike.join(' and ')} measure unlike things`];

const exact = (estimate: Estimate | undefined) => [estimate?.mean ?? null, estimate?.error ?? null];

/** Final and best values of one metric, ranked within each number of categories. */
export function valuesTable(panels: readonly Panel[], metric: Metric): Table {
  const ranked = panels.flatMap((panel) =>
    rankedSeries(panel, metric).map((one) => ({ panel, ...one })),
  );
  const { title, unit } = metrics[metric];
  const leftOut = ({ notes }: Summary) => notes.filter(({ counted }) => !counted);
  return {
    title: `${title}, ${unit}: mean over n seeds ± one standard error`,
    heading: ['', 'rank', 'estimator', 'n', 'step', 'final', 'best'],
    rows: ranked.map(({ panel, rank, series, step, seeds, final, best }) => [
      panel.title,
      String(rank ?? NOTHING),
      series.label,
      shownCount([seeds.length], series.seeds.length),
      String(step),
      shownEstimate(metric, final),
      shownEstimate(metric, best),
    ]),
    columns,
    cells: ranked.map(({ panel, rank, series, ...summary }) => [
      panel.setting,
      metric,
      series.categories,
      rank,
      series.estimator,
      series.evaluations,
      series.id,
      summary.step,
      summary.seeds.length,
      series.seeds.length,
      ...exact(summary.final),
      ...exact(summary.best),
      leftOut(summary)
        .map(({ path, text }) => `${path}: ${text}`)
        .join('; '),
      series.varied,
    ]),
    notes: [...panels.flatMap(unlikeNotes), ...ranked.flatMap(({ notes }) => notes.map(shownNote))],
  };
}
