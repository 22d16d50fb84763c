import { markdownTable } from '../core/text.ts';
import { columnFacts, metricsColumns } from './columns.ts';

/** The table of the columns of metrics.csv for docs/results.md. */
export function columnsMarkdownTable(): string {
  const rows = metricsColumns.map((column) => {
    const { unit, meaning } = columnFacts[column];
    return [`\`${column}\``, unit, meaning];
  });
  return markdownTable([['column', 'unit', 'meaning'], ...rows]);
}
