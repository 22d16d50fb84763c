import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { printableLines } from '../core/printable.ts';
import type { RunDirectory } from './run-directory.ts';

/** Bytes at the end of a log that are read, and lines of them that are shown. */
const BYTES = 65_536;
const LINES = 200;

/** pino's levels from debug on; what is below info is for whoever reads the file. */
const levels: Readonly<Record<number, string>> = {
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

function endOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - BYTES);
    const bytes = Buffer.alloc(size - from);
    const length = readSync(file, bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8', 0, length);
    // The first line is torn where the file is longer.
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    closeSync(file);
  }
}

function shownLine(line: string): string[] {
  try {
    const { time, level, msg } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const name = levels[Number(level)];
    if (name === undefined || typeof msg !== 'string') return [];
    return [`${typeof time === 'string' ? `${time} ` : ''}${name} ${printableLines(msg)}`];
  } catch {
    // It is being written, or damaged.
    return [];
  }
}

/** The last lines of a run's log, oldest first, from info on; none when it cannot be read. */
export function readLogTail({ log }: Pick<RunDirectory, 'log'>): string[] {
  try {
    return endOf(log).split('\n').flatMap(shownLine).slice(-LINES);
  } catch {
    return [];
  }
}
