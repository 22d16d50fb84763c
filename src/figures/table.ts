import { groupSeeds, metrics, summarise } from './aggregate.ts';
import type { Estimate, Metric, Summary } from './aggregate.ts';
import type { SeedResult } from './results.ts';

/** A line of the table: a run and its place among those of the same C. */
export interface TableRow extends Summary {
  readonly run: string;
  readonly categories: number;
  /** 1 for the best final mean among runs with this C; null without a value. */
  readonly rank: number | null;
}

/** One row per run, by number of categories and then by rank. */
export function tableRows(results: readonly SeedResult[], metric: Metric): TableRow[] {
  const sign = metrics[metric].higherIsBetter ? -1 : 1;
  const cost = ({ final }: Summary) =>
    final === undefined ? Number.POSITIVE_INFINITY : sign * final.mean;
  const rows = groupSeeds(results)
    .map((series) => ({ ...series, ...summarise(series, metric) }))
    .toSorted((one, other) => {
      if (one.categories !== other.categories) return other.categories - one.categories;
      return cost(one) === cost(other) ? 0 : cost(one) - cost(other);
    });
  return rows.map(({ run, categories, step, final, best, leftOut }) => {
    const better = rows.filter(
      (other) =>
        other.categories === categories && cost(other) < cost({ step, final, best, leftOut }),
    );
    const rank = final === undefined ? null : better.length + 1;
    return { run, categories, step, final, best, leftOut, rank };
  });
}

export const tableHeading = [
  ...['categories', 'rank', 'run', 'step', 'n'],
  ...['final', 'final_se', 'best', 'best_se', 'left_out'],
];

/** Cells with every digit, for CSV; empty where there is no value. */
export function exactCells(row: TableRow): string[] {
  const pair = (estimate: Estimate | undefined) => [
    String(estimate?.mean ?? ''),
    String(estimate?.error ?? ''),
  ];
  return [
    ...[String(row.categories), String(row.rank ?? ''), row.run, String(row.step)],
    String(row.final?.n ?? 0),
    ...pair(row.final),
    ...pair(row.best),
    row.leftOut.join(' '),
  ];
}

/** Cells for readers: mean and standard error in one. */
export function shownCells(row: TableRow, metric: Metric): string[] {
  const digits = (value: number) =>
    metric === 'grad_variance' ? value.toExponential(2) : value.toFixed(2);
  const shown = (estimate: Estimate | undefined) => {
    if (estimate === undefined) return '–';
    return estimate.error === null
      ? digits(estimate.mean)
      : `${digits(estimate.mean)} ± ${digits(estimate.error)}`;
  };
  return [
    ...[String(row.categories), String(row.rank ?? '–'), row.run, String(row.step)],
    ...[String(row.final?.n ?? 0), shown(row.final), shown(row.best), row.leftOut.join(' ')],
  ];
}

/** LaTeX of a tabular in booktabs' rules. */
export function latexTable([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    String.raw`${cells
      .map((cell) => cell.replaceAll('_', String.raw`\_`).replaceAll('±', String.raw`$\pm$`))
      .join(' & ')} \\`;
  return [
    String.raw`\begin{tabular}{rrlrrrrl}`,
    String.raw`\toprule`,
    line(heading),
    String.raw`\midrule`,
    ...rows.map(line),
    String.raw`\bottomrule`,
    String.raw`\end{tabular}`,
  ].join('\n');
}
