import { createObjectCsvWriter } from 'csv-writer';

/**
 * A CSV file that grows row by row. Rows are written in the order they were appended, each as soon as
 * the one before it is on disk; the header comes with the first.
 */
export class CsvFile<Row extends Readonly<Record<string, number>>> {
  readonly #append: (row: Row) => Promise<void>;
  #last: Promise<void> = Promise.resolve();

  /** Starts a new file; `columns` are the keys of a row in the order of the file. */
  constructor(path: string, columns: readonly (keyof Row & string)[]) {
    const header = columns.map((column) => ({ id: column, title: column }));
    const writer = createObjectCsvWriter<Row>({ path, header });
    this.#append = (row) => writer.writeRecords([row]);
  }

  /**
   * Adds a row; numbers are written with all their digits. Resolves when it is in the file. Each write
   * of csv-writer opens the file anew, and two at once would lose rows: hence the chain.
   */
  append(row: Row): Promise<void> {
    this.#last = this.#last.then(() => this.#append(row));
    return this.#last;
  }
}
