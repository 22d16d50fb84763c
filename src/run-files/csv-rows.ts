/** A row of metrics.csv or timing.csv by column; what is not a number is NaN. */
export type CsvRow = Readonly<Record<string, number>>;

/**
 * Rows of a CSV file whose first column is `step`, in ascending order of steps. The numbers stand in one
 * array, and a row becomes an object when it is asked for: objects for all rows of many runs would take
 * five times the memory.
 */
export class CsvRows {
  readonly columns: readonly string[];
  readonly length: number;
  readonly #cells: Float64Array;

  /** @param cells - row after row; what stands after the last row is not looked at. */
  constructor(columns: readonly string[], cells: Float64Array, length: number) {
    this.columns = columns;
    this.length = length;
    this.#cells = cells;
  }

  /** Rows from objects that all have the columns of the first; a value that one lacks is NaN. */
  static of(rows: readonly CsvRow[]): CsvRows {
    const columns = Object.keys(rows[0] ?? {});
    const cells = rows.flatMap((row) => columns.map((column) => row[column] ?? Number.NaN));
    return new CsvRows(columns, Float64Array.from(cells), rows.length);
  }

  /** A value; NaN where there is no such column or row. */
  value(index: number, column: string): number {
    const at = this.columns.indexOf(column);
    if (at < 0 || index < 0 || index >= this.length) return Number.NaN;
    return this.#cells[index * this.columns.length + at] ?? Number.NaN;
  }

  /** All values of a column; NaN where there is no such column. */
  column(name: string): Float64Array {
    const values = new Float64Array(this.length).fill(Number.NaN);
    const at = this.columns.indexOf(name);
    if (at < 0) return values;
    const width = this.columns.length;
    for (let index = 0; index < this.length; index += 1) {
      values[index] = this.#cells[index * width + at] ?? Number.NaN;
    }
    return values;
  }

  /** The step of a row, from the end when negative; 0 where there is no such row. */
  step(index: number): number {
    const at = index < 0 ? this.length + index : index;
    return at < 0 || at >= this.length ? 0 : (this.#cells[at * this.columns.length] ?? 0);
  }

  /** Where the row of a step stands; -1 when there is none. */
  indexOf(step: number): number {
    let low = 0;
    let high = this.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.step(middle);
      if (found === step) return middle;
      if (found < step) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** The rows up to a step. */
  upTo(step: number): CsvRows {
    let length = 0;
    while (length < this.length && this.step(length) <= step) length += 1;
    return new CsvRows(this.columns, this.#cells, length);
  }

  /** A row, from the end when negative. */
  at(index: number): CsvRow | undefined {
    const at = index < 0 ? this.length + index : index;
    if (at < 0 || at >= this.length) return undefined;
    return Object.fromEntries(this.columns.map((column) => [column, this.value(at, column)]));
  }

  /** The row of a step. */
  get(step: number): CsvRow | undefined {
    const index = this.indexOf(step);
    return index < 0 ? undefined : this.at(index);
  }

  *[Symbol.iterator](): Generator<CsvRow, void> {
    for (let index = 0; index < this.length; index += 1) {
      const row = this.at(index);
      if (row !== undefined) yield row;
    }
  }
}
