/** A row of metrics.csv or timing.csv by column; what is not a number is NaN. */
export type CsvRow = Readonly<Record<string, number>>;

/**
 * Rows of a CSV file whose first column is `step`, in ascending order of steps. The numbers of a column stand in
 * one array, and a row becomes an object when it is asked for: objects for all rows of many runs would take
 * five times the memory.
 */
export class CsvRows {
  /** Those that are kept. */
  readonly columns: readonly string[];
  readonly length: number;
  readonly #values: readonly Float64Array[];
  readonly #left: readonly string[];

  /**
   * @param values - of each column, row after row; what stands after the last row is not looked at.
   * @param left - columns of the file that were not kept.
   */
  constructor(
    columns: readonly string[],
    values: readonly Float64Array[],
    length: number,
    left: readonly string[] = [],
  ) {
    this.columns = columns;
    this.length = length;
    this.#values = values;
    this.#left = left;
  }

  /** Rows from objects that all have the columns of the first; a value that one lacks is NaN. */
  static of(rows: readonly CsvRow[]): CsvRows {
    const columns = Object.keys(rows[0] ?? {});
    const values = columns.map((column) =>
      Float64Array.from(rows, (row) => row[column] ?? Number.NaN),
    );
    return new CsvRows(columns, values, rows.length);
  }

  /** Undefined where the file has no such column; one that it has and that was not kept is a mistake of ours. */
  #valuesOf(column: string): Float64Array | undefined {
    const at = this.columns.indexOf(column);
    if (at < 0 && this.#left.includes(column)) throw new Error(`Column ${column} was not kept.`);
    return this.#values[at];
  }

  /** A value; NaN where there is no such column or row. */
  value(index: number, column: string): number {
    if (index < 0 || index >= this.length) return Number.NaN;
    return this.#valuesOf(column)?.[index] ?? Number.NaN;
  }

  /** All values of a column, to be read only; NaN where there is no such column. */
  column(name: string): Float64Array {
    const values = this.#valuesOf(name);
    return values?.subarray(0, this.length) ?? new Float64Array(this.length).fill(Number.NaN);
  }

  /** The step of a row, from the end when negative; 0 where there is no such row. */
  step(index: number): number {
    const at = index < 0 ? this.length + index : index;
    return at < 0 || at >= this.length ? 0 : (this.#values[0]?.[at] ?? 0);
  }

  /** Where the row of a step stands; -1 when there is none. */
  indexOf(step: number): number {
    // Most files have a row every so many steps.
    const first = this.step(0);
    const gap = (this.step(-1) - first) / (this.length - 1);
    const guess = Math.round((step - first) / gap);
    if (guess >= 0 && guess < this.length && this.step(guess) === step) return guess;
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
    return new CsvRows(this.columns, this.#values, length, this.#left);
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
