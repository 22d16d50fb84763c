import { NumberReader, numberOf } from './csv-numbers.ts';
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

/** Of a cell that may be anything, what a message has room for. */
const shownCell = (cell: string | undefined = '') =>
  cell.length > 20 ? `${cell.slice(0, 20)}…` : cell;

/** By which factor the room for rows grows, and rows that it grows by at least. */
const GROWTH = 1.5;
const ROOM = 16;

/** Bytes of a file that become text at once. */
const CHUNK = 2 ** 15;

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

/** Whole lines, in pieces that end with a line. */
function* chunksOf(bytes: Buffer): Generator<Buffer, void> {
  for (let start = 0; start < bytes.length;) {
    const last = bytes.subarray(start, start + CHUNK).lastIndexOf(NEWLINE);
    const end = last < 0 ? bytes.indexOf(NEWLINE, start) + 1 : start + last + 1;
    if (end <= start) return;
    yield bytes.subarray(start, end);
    start = end;
  }
}

/**
 * Parses a CSV file whose first column is `step`, as far as it is there, and goes on when there is more. A
 * row of another length, or one whose step does not lie above the last one's, is damage: it and what
 * follows cannot be trusted.
 */
export class CsvParser {
  readonly #wanted: readonly string[] | undefined;
  #columns: readonly string[] | undefined;
  /** By column; undefined for one that is not kept. */
  #values: (Float64Array | undefined)[] = [];
  #room = 0;
  #length = 0;
  #last = 0;
  #line = 0;
  #problem: string | null = null;

  /** @param wanted - the columns whose values are kept, besides the step; all when left out. */
  constructor(wanted?: readonly string[]) {
    this.#wanted = wanted;
  }

  get contents(): CsvContents {
    const columns = this.#columns ?? [];
    const isKept = (_: unknown, at: number) => this.#values[at] !== undefined;
    const left = columns.filter((_, at) => this.#values[at] === undefined);
    const values = this.#values.filter((one) => one !== undefined);
    return {
      rows: new CsvRows(columns.filter(isKept), values, this.#length, left),
      problem: this.#problem,
    };
  }

  /** @param bytes - whole lines, those that follow on the ones before. */
  add(bytes: Buffer): void {
    this.#makeRoom(countLines(bytes));
    for (const chunk of chunksOf(bytes)) this.#addChunk(chunk);
  }

  #addChunk(bytes: Buffer): void {
    const numbers = new NumberReader(bytes);
    for (let start = 0; start < bytes.length && this.#problem === null;) {
      const end = bytes.indexOf(NEWLINE, start);
      numbers.start(start, end);
      if (!this.#addNumbers(numbers)) this.#addLine(bytes.toString('utf8', start, end));
      start = end + 1;
    }
  }

  /**
   * Adds a row of plain numbers, as nearly every line is.
   *
   * @returns whether it is one. If not, nothing has changed.
   */
  #addNumbers(row: NumberReader): boolean {
    const width = this.#values.length;
    for (let at = 0; at < width; at += 1) {
      if (!row.next(at === width - 1)) return false;
      const values = this.#values[at];
      if (values === undefined) continue;
      const { value } = row;
      if (at === 0 && !(value > this.#last)) return false;
      values[this.#length] = value;
    }
    if (width === 0) return false;
    this.#last = this.#values[0]?.[this.#length] ?? 0;
    this.#length += 1;
    this.#line += 1;
    return true;
  }

  #addLine(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text === '') return;
    this.#line += 1;
    // Numbers are never quoted, so that a comma ends a cell whatever stands around it: a quotation mark is
    // damage, and must not swallow the lines after it.
    const cells = text.split(',');
    if (this.#columns === undefined) this.#begin(cells);
    else this.#addRow(cells, this.#columns.length);
  }

  #begin(cells: readonly string[]): void {
    if (cells[0] !== 'step') {
      this.#problem = `line 1 begins with ${shownCell(cells[0])}, not with step`;
      return;
    }
    this.#columns = cells;
    this.#values = cells.map((column, at) =>
      at === 0 || this.#wanted?.includes(column) !== false
        ? new Float64Array(this.#room)
        : undefined,
    );
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
    this.#values.forEach((values, at) => {
      if (values !== undefined) values[this.#length] = numberOf(cells[at]);
    });
    this.#last = step;
    this.#length += 1;
  }

  /** Room for so many rows more. Rows that were given away keep the arrays that they are in. */
  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#room) return;
    // A file that does not grow has as much room as it needs.
    this.#room = this.#length === 0 ? needed : Math.ceil(Math.max(needed + ROOM, GROWTH * needed));
    this.#values = this.#values.map((before) => {
      if (before === undefined) return undefined;
      const values = new Float64Array(this.#room);
      values.set(before);
      return values;
    });
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
