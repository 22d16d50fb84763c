import { UsageError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { markdownTable, textTable } from '../core/text.ts';
import { metrics } from '../figures/aggregate.ts';
import type { Metric } from '../figures/aggregate.ts';
import { readResults } from '../figures/results.ts';
import { exactCells, latexTable, shownCells, tableHeading, tableRows } from '../figures/table.ts';

const formats = { text: textTable, markdown: markdownTable, latex: latexTable };

function choice<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value);
  if (found !== undefined) return found;
  throw new UsageError(
    `${flag} must be one of ${allowed.join(', ')}; found "${value}".${didYouMean(value, [...allowed])}`,
  );
}

/** Prints the table of a results folder. */
export function table(folder: string, options: { metric: string; format: string }): void {
  const metric = choice('--metric', options.metric, Object.keys(metrics) as Metric[]);
  const names = ['text', 'csv', 'markdown', 'latex'] as const;
  const format = choice('--format', options.format, names);
  const rows = tableRows(readResults(folder), metric);
  if (format === 'csv') {
    const lines = [tableHeading, ...rows.map(exactCells)].map((cells) => cells.join(','));
    process.stdout.write(`${lines.join('\n')}\n`);
    return;
  }
  const heading = [
    'C',
    'rank',
    'run',
    'step',
    'n',
    `final ${metrics[metric].title}`,
    'best',
    'left out',
  ];
  const cells = [heading, ...rows.map((row) => shownCells(row, metric))];
  process.stdout.write(`${formats[format](cells)}\n`);
}
