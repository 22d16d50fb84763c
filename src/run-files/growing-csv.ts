import { basename } from 'node:path';
import { CsvParser, wholeLines } from './csv.ts';
import type { CsvRows } from './csv-rows.ts';
import { extentOf, mismatchOf } from './extent.ts';
import type { Extent, RecordedExtent } from './extent.ts';
import { readBytes } from './reading.ts';
import type { Damage } from './reading.ts';

/** A CSV file as far as it is there. */
export interface GrowingCsv {
  /** Undefined when there is no such file; the sound ones when it is damaged. */
  readonly rows: CsvRows | undefined;
  readonly damage: Damage | null;
  readonly parser: CsvParser;
  /** The whole lines that were parsed. */
  readonly parsed: Extent;
}

const NOTHING: Extent = { bytes: 0, sha256: '' };

/**
 * Reads a CSV file that grows: parses what is new, after it has seen by the checksum that what was there is
 * the same, or else all of it. Never throws.
 *
 * @param before - what was read of it the last time.
 * @param recorded - what a record says of the file.
 * @param columns - those that are kept besides the step; all when left out.
 */
export function readGrowingCsv(
  path: string,
  before?: GrowingCsv,
  recorded?: RecordedExtent,
  columns?: readonly string[],
): GrowingCsv {
  const { value: bytes, damage } = readBytes(path);
  if (bytes === undefined) {
    return { rows: undefined, damage, parser: new CsvParser(columns), parsed: NOTHING };
  }
  const whole = wholeLines(bytes);
  const known = before?.parsed ?? NOTHING;
  const goesOn = extentOf(whole.subarray(0, known.bytes)).sha256 === known.sha256;
  const parsed = extentOf(whole);
  const mismatch = recorded === undefined ? null : mismatchOf(bytes, recorded, parsed);
  const isUnchanged = parsed.sha256 === known.sha256 && mismatch === null;
  if (before?.damage === null && isUnchanged) return before;
  const parser = goesOn && before !== undefined ? before.parser : new CsvParser(columns);
  parser.add(whole.subarray(goesOn ? known.bytes : 0));
  const { rows, problem } = parser.contents;
  const said = mismatch ?? (problem === null ? null : `is damaged: ${problem}`);
  return {
    rows,
    damage: said === null ? null : { file: basename(path), problem: said },
    parser,
    parsed,
  };
}
