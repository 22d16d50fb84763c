import { CsvRows } from './csv-rows.ts';
import type { CsvRow } from './csv-rows.ts';

/** What a CSV file of a run holds. */
export interface CsvContents {
  readonly rows: CsvRows;
  /** What is wrong with the first bad line, as `line 3 has 2 values, not 6`: `rows` are those before it. */
  readonly problem: string | null;
}

const NEWLINE = 0x0a;

/** The bytes up to the last end of a line: what a process that was killed left half-written is cut. */
export function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}

function numberOf(cell = ''): number {
  const value = Number(cell);
  // That is what JavaScript takes a blank for.
  return value === 0 && cell.trim() === '' ? Number.NaN : value;
}

/** Of a cell that may be anything, what a message has room for. */
const shownCell = (cell: string | undefined = '') =>
  cell.length > 20 ? `${cell.slice(0, 20)}…` : cell;

/** Rows that there is room for at first, and by which factor it grows. */
const ROOM = 64;
const GROWTH = 2;

/**
 * Parses a CSV file whose first column is `step`, as far as it is there, and goes on when there is more. A
 * row of another length, or one whose step does not lie above the last one's, is damage: it and what
 * follows cannot be trusted.
 */
export class CsvParser {
  #columns: readonly string[] | undefined;
  #cells = new Float64Array(0);
  #length = 0;
  #last = 0;
  #line = 0;
  #problem: string | null = null;

  get contents(): CsvContents {
    return {
      rows: new CsvRows(this.#columns ?? [], this.#cells, this.#length),
      problem: this.#problem,
    };
  }

  /** @param bytes - whole lines, those that follow on the ones before. */
  add(bytes: Buffer): void {
    // Numbers are never quoted, so that a comma ends a cell whatever stands around it: a quotation mark is
    // damage, and must not swallow the lines after it.
    for (const text of bytes.toString().split('\n').slice(0, -1)) {
      if (this.#problem !== null) return;
      this.#addLine(text.endsWith('\r') ? text.slice(0, -1) : text);
    }
  }

  #addLine(text: string): void {
    if (text === '') return;
    this.#line += 1;
    const cells = text.split(',');
    if (this.#columns === undefined) this.#begin(cells);
    else this.#addRow(cells, this.#columns.length);
  }

  #begin(cells: readonly string[]): void {
    if (cells[0] === 'step') this.#columns = cells;
    else this.#problem = `line 1 begins with ${shownCell(cells[0])}, not with step`;
  }

  #addRow(cells: readonly string[], width: number): void {
    const step = numberOf(cells[0]);
    if (cells.length !== width) {
      this.#problem = `line ${this.#line} has ${cells.length} values, not ${width}`;
      return;
    }
    if (!(step > this.#last)) {
      this.#problem = `line ${this.#line} has the step ${shownCell(cells[0])} after ${this.#last}`;
      return;
    }
    const start = this.#length * width;
    if (this.#cells.length < start + width) this.#grow(width);
    for (let at = 0; at < width; at += 1) this.#cells[start + at] = numberOf(cells[at]);
    this.#last = step;
    this.#length += 1;
  }

  /** Rows that were given away keep the array that they are in. */
  #grow(width: number): void {
    const cells = new Float64Array(Math.max(ROOM, GROWTH * this.#length) * width);
    cells.set(this.#cells);
    this.#cells = cells;
  }
}

/**
 * Parses a whole file. What stands after the last line break is a row that is being written, or that a crash
 * tore, and is left out.
 */
export function parseCsv(bytes: Buffer): CsvContents {
  const parser = new CsvParser();
  parser.add(wholeLines(bytes));
  return parser.contents;
}

/** The columns that a CSV file names; none before its first line is whole. */
export function columnsOf(bytes: Buffer): readonly string[] {
  const header = bytes.toString('latin1', 0, Math.max(0, bytes.indexOf(NEWLINE)));
  return header === '' ? [] : header.split(',');
}

/** The header and the sound rows at or before a step; nothing without a row. */
export function rowsUpTo(bytes: Buffer, step: number): Buffer {
  const { rows } = parseCsv(bytes);
  let kept = 0;
  while (kept < rows.length && rows.step(kept) <= step) kept += 1;
  if (kept === 0) return bytes.subarray(0, 0);
  let end = 0;
  // The header is a line, too; empty ones are none.
  for (let lines = 0; lines <= kept;) {
    const next = bytes.indexOf(NEWLINE, end) + 1;
    if (bytes.toString('latin1', end, next).trim() !== '') lines += 1;
    end = next;
  }
  return bytes.subarray(0, end);
}

/** The last whole row, whatever stands before it; undefined when there is none. */
export function lastRow(bytes: Buffer): CsvRow | undefined {
  const whole = wholeLines(bytes);
  const header = bytes.subarray(0, bytes.indexOf(NEWLINE) + 1);
  const last = whole.subarray(whole.lastIndexOf(NEWLINE, whole.length - 2) + 1);
  return parseCsv(Buffer.concat([header, last])).rows.at(0);
}
