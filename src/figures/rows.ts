import { parse } from 'csv-parse/sync';

/** A row of metrics.csv or timing.csv by column; what is not a number is NaN. */
export type ResultRow = Readonly<Record<string, number>>;

/** What a CSV file of a run holds. */
export interface Rows {
  readonly rows: readonly ResultRow[];
  /** What is wrong with the file, where its first bad row stands: only rows before it are in `rows`. */
  readonly problem: string | null;
}

const numberOf = (cell: string | undefined): number =>
  cell === undefined || cell.trim() === '' ? Number.NaN : Number(cell);

/**
 * Parses a CSV file whose first column is `step`. What stands after the last line break is a row that
 * is being written, or that a crash tore, and is left out. A row of another length, or one whose step
 * does not lie above the last one's, is damage: it and what follows cannot be trusted.
 */
export function parseRows(text: string): Rows {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  // Numbers are never quoted: a quotation mark is damage, and must not swallow the lines after it.
  const options = { quote: null, relax_column_count: true, skip_empty_lines: true } as const;
  const [columns = [], ...lines] = parse(whole, options);
  const rows: ResultRow[] = [];
  let last = 0;
  for (const cells of lines) {
    const line = rows.length + 2;
    if (cells.length !== columns.length) {
      return { rows, problem: `line ${line} has ${cells.length} values, not ${columns.length}` };
    }
    const row = Object.fromEntries(columns.map((column, at) => [column, numberOf(cells[at])]));
    const step = row.step ?? Number.NaN;
    if (!(step > last)) {
      return { rows, problem: `line ${line} has the step ${cells[0] ?? ''} after ${last}` };
    }
    last = step;
    rows.push(row);
  }
  return { rows, problem: null };
}
