import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** A row of metrics.csv or timing.csv. */
const MAX_ROW_BYTES = 1024;

/** Reads `length` bytes of an open file; fewer when it ends before. */
function bytesAt(descriptor: number, position: number, length: number): string {
  const buffer = Buffer.alloc(length);
  return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, length, position));
}

/** The header's and the last complete line of a file. */
function firstAndLast(descriptor: number): readonly [string, string] {
  const { size } = fstatSync(descriptor);
  const [header = ''] = bytesAt(descriptor, 0, MAX_ROW_BYTES).split('\n');
  const tail = bytesAt(descriptor, Math.max(0, size - 2 * MAX_ROW_BYTES), 2 * MAX_ROW_BYTES);
  // After the last line break stands nothing, or a row that is being written.
  const last = tail.split('\n').at(-2) ?? '';
  return [header, last];
}

/**
 * The last complete row of a CSV file of numbers, by column; undefined when there is none. Only its
 * beginning and its end are read.
 */
export function lastRow(file: string): Record<string, number> | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return undefined;
  }
  try {
    const [header, last] = firstAndLast(descriptor);
    const columns = header.split(',');
    const values = last.split(',').map(Number);
    if (last === header || values.length !== columns.length) return undefined;
    return Object.fromEntries(columns.map((column, at) => [column, values[at] ?? Number.NaN]));
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The last line of a text file that is not empty; undefined when there is none. */
export function lastLine(file: string): string | undefined {
  try {
    const line = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)?.trim();
    return line === '' ? undefined : line;
  } catch {
    return undefined;
  }
}
