import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { systemCode } from '../core/files.ts';
import { readBytes } from './reading.ts';
import type { Reading } from './reading.ts';

/** A row of metrics.csv or timing.csv by column; what is not a number is NaN. */
export type CsvRow = Readonly<Record<string, number>>;

/** What a CSV file of a run holds. */
export interface CsvContents {
  readonly rows: readonly CsvRow[];
  /** Bytes from the beginning of the file to the end of each row. */
  readonly ends: readonly number[];
  /** What is wrong with the first bad row, as `line 3 has 2 values, not 6`: `rows` are those before it. */
  readonly problem: string | null;
}

const NEWLINE = 0x0a;

/** The bytes up to the last end of a line: what a process that was killed left half-written is cut. */
export function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}

const numberOf = (cell: string | undefined): number =>
  cell === undefined || cell.trim() === '' ? Number.NaN : Number(cell);

interface Line {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number };
}

/**
 * Parses a CSV file whose first column is `step`. What stands after the last line break is a row that
 * is being written, or that a crash tore, and is left out. A row of another length, or one whose step
 * does not lie above the last one's, is damage: it and what follows cannot be trusted.
 */
export function parseCsv(bytes: Buffer): CsvContents {
  // Numbers are never quoted: a quotation mark is damage, and must not swallow the lines after it.
  const options = { quote: null, relax_column_count: true, skip_empty_lines: true, info: true };
  const [header, ...lines] = parse(wholeLines(bytes), options as object) as unknown as Line[];
  const columns = header?.record ?? [];
  const rows: CsvRow[] = [];
  const ends: number[] = [];
  let last = 0;
  for (const { record: cells, info } of lines) {
    const line = rows.length + 2;
    if (cells.length !== columns.length) {
      const problem = `line ${line} has ${cells.length} values, not ${columns.length}`;
      return { rows, ends, problem };
    }
    const row = Object.fromEntries(columns.map((column, at) => [column, numberOf(cells[at])]));
    const step = row.step ?? Number.NaN;
    if (!(step > last)) {
      return { rows, ends, problem: `line ${line} has the step ${cells[0] ?? ''} after ${last}` };
    }
    last = step;
    rows.push(row);
    ends.push(info.bytes);
  }
  return { rows, ends, problem: null };
}

/** The columns that a CSV file names; none before its first line is whole. */
export function columnsOf(bytes: Buffer): readonly string[] {
  const header = bytes.toString('latin1', 0, Math.max(0, bytes.indexOf(NEWLINE)));
  return header === '' ? [] : header.split(',');
}

/** The header and the sound rows at or before a step; nothing without a row. */
export function rowsUpTo(bytes: Buffer, step: number): Buffer {
  const { rows, ends } = parseCsv(bytes);
  const kept = rows.filter((row) => (row.step ?? Number.NaN) <= step).length;
  return bytes.subarray(0, kept === 0 ? 0 : ends[kept - 1]);
}

/** A CSV file of a run, for those who look on; never throws. */
export function readCsv(path: string): Reading<CsvContents> {
  const { value, damage } = readBytes(path);
  if (value === undefined) return { value, damage };
  const contents = parseCsv(value);
  const { problem } = contents;
  return {
    value: contents,
    damage: problem === null ? null : { file: basename(path), problem: `is damaged: ${problem}` },
  };
}

/** More than a row of metrics.csv or timing.csv has. */
const MAX_ROW_BYTES = 4096;

/** The last whole row, from the beginning and the end of a file; undefined when there is none. */
function lastOf(head: Buffer, tail: Buffer): CsvRow | undefined {
  const headerEnd = head.indexOf(NEWLINE) + 1;
  const whole = wholeLines(tail);
  const lastStart = whole.lastIndexOf(NEWLINE, whole.length - 2) + 1;
  const header = head.subarray(0, headerEnd);
  const last = whole.subarray(lastStart);
  return parseCsv(Buffer.concat([header, last])).rows[0];
}

/** The last whole row of a file's bytes, whatever stands before it; undefined when there is none. */
export const lastRow = (bytes: Buffer): CsvRow | undefined => lastOf(bytes, bytes);

/** Reads up to `length` bytes of an open file. */
function bytesAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}

/**
 * The same of a file, of which the beginning and the end alone are read: for those who look again and
 * again. Never throws.
 */
export function readLastRow(path: string): CsvRow | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const { size } = fstatSync(descriptor);
    const head = bytesAt(descriptor, 0, MAX_ROW_BYTES);
    const tail = bytesAt(descriptor, Math.max(0, size - MAX_ROW_BYTES), MAX_ROW_BYTES);
    return lastOf(head, tail);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
