import { createHash } from 'node:crypto';
import { createObjectCsvStringifier } from 'csv-writer';
import { appendWhole } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';

/**
 * A CSV file that grows row by row; the header comes with the first. A row is in the file as a whole,
 * and on the disk, when its append returns, or it is not there at all.
 */
export class CsvFile<Row extends Readonly<Record<string, number>>> {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #header: string;
  readonly #format: (row: Row) => string;
  readonly #hash = createHash('sha256');
  #length = 0;

  /**
   * @param columns - the keys of a row in the order of the file.
   * @param kept - the bytes that the file holds and keeps, of earlier starts; empty for a new file.
   */
  constructor(
    fs: FileSystem,
    path: string,
    columns: readonly (keyof Row & string)[],
    kept: Buffer = Buffer.alloc(0),
  ) {
    const header = columns.map((column) => ({ id: column, title: column }));
    const stringifier = createObjectCsvStringifier<Row>({ header });
    this.#fs = fs;
    this.#path = path;
    this.#header = stringifier.getHeaderString() ?? '';
    this.#format = (row) => {
      const cells = Object.entries(row).map(([name, value]) => [
        name,
        Number.isNaN(value) ? '' : value,
      ]);
      return stringifier.stringifyRecords([Object.fromEntries(cells) as Row]);
    };
    this.#grown(kept);
  }

  /** Adds a row; numbers are written with all their digits, and NaN, which nothing measured gives, as nothing. */
  append(row: Row): void {
    const text = this.#format(row);
    const bytes = Buffer.from(this.#length === 0 ? this.#header + text : text);
    appendWhole(this.#fs, { path: this.#path, length: this.#length, durable: true }, bytes);
    this.#grown(bytes);
  }

  #grown(bytes: Buffer): void {
    this.#hash.update(bytes);
    this.#length += bytes.length;
  }

  /** Length and SHA-256 of the file. */
  get extent(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.#length, sha256: this.#hash.copy().digest('hex') };
  }
}
