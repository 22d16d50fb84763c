import { appendWhole, cutFile, replaceFile } from '../../core/durable-files.ts';
import { namesIn } from '../../core/folders.ts';
import { readIfThere, removeIfThere } from '../../core/files.ts';
import type { FileSystem } from '../../core/file-system.ts';
import { parseCsv } from '../../run-files/csv.ts';
import type { CsvRow } from '../../run-files/csv-rows.ts';
import type { RunDirectory } from '../../run-files/run-directory.ts';
import type { RunRecord } from '../../run-files/run-record.ts';
import { timingColumns } from '../columns.ts';
import type { MetricsRow, TimingRow } from '../columns.ts';
import { openingEvents, scalarsEvent } from './event.ts';
import { tfRecord } from './record.ts';
import { scalarsOf } from './scalars.ts';

/** The CSV files of a run, as far as they are to be shown. */
interface KeptRows {
  readonly metrics: Buffer;
  readonly timing: Buffer;
}

/** The event files that a run directory holds: one at most, except while a start replaces it. */
export function eventFiles(fs: FileSystem, directory: RunDirectory): string[] {
  return directory.eventFilesAmong(namesIn(fs, directory.path));
}

const recordOf = (started: number, metrics: CsvRow, timing?: TimingRow): Buffer =>
  tfRecord(scalarsEvent(scalarsOf(started, metrics, timing)));

const isComplete = (row: CsvRow): row is TimingRow =>
  timingColumns.every((column) => Number.isFinite(row[column]));

/** The bytes of an event file with these rows. */
function eventBytes(started: number, { metrics, timing }: KeptRows): Buffer {
  const times = new Map(
    [...parseCsv(timing).rows].filter((row) => isComplete(row)).map((row) => [row.step, row]),
  );
  const rows = [...parseCsv(metrics).rows].map((row) =>
    recordOf(started, row, times.get(row.step ?? Number.NaN)),
  );
  return Buffer.concat([...openingEvents(started).map(tfRecord), ...rows]);
}

/**
 * TensorBoard's file of a run: one record per row of metrics.csv. It is a function of the run's first start
 * and its CSV files, so that it can be brought to what they hold at any time.
 */
export class EventFile {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #started: number;
  #length: number;

  private constructor(fs: FileSystem, path: string, started: number, length: number) {
    this.#fs = fs;
    this.#path = path;
    this.#started = started;
    this.#length = length;
  }

  /**
   * Brings the event file of a run directory to these rows. One that begins with them is cut: a TensorBoard
   * that has it open continues to read where it was. Else it is written anew. Files of other starts go.
   *
   * @throws FileError.
   */
  static open(
    fs: FileSystem,
    directory: RunDirectory,
    record: Pick<RunRecord, 'started'>,
    kept: KeptRows,
  ): EventFile {
    const started = Date.parse(record.started) / 1000;
    const path = directory.eventFile(started);
    const bytes = eventBytes(started, kept);
    const present = readIfThere(fs, path);
    if (present?.subarray(0, bytes.length).equals(bytes) !== true) {
      replaceFile(fs, path, bytes, { draft: directory.eventDraft });
    } else if (present.length > bytes.length) {
      cutFile(fs, path, bytes.length);
    }
    const others = eventFiles(fs, directory).filter((file) => file !== path);
    for (const other of others) removeIfThere(fs, other);
    return new EventFile(fs, path, started, bytes.length);
  }

  /** Adds a row; it is on the disk, as a whole, when the call returns. */
  append(metrics: MetricsRow, timing: TimingRow): void {
    const bytes = recordOf(this.#started, metrics, timing);
    appendWhole(this.#fs, { path: this.#path, length: this.#length, durable: true }, bytes);
    this.#length += bytes.length;
  }
}

/** Gives a run that is complete its event file. */
export function addEventFile(fs: FileSystem, directory: RunDirectory, record: RunRecord): void {
  const read = (file: string): Buffer => readIfThere(fs, file) ?? Buffer.alloc(0);
  const kept = { metrics: read(directory.metrics), timing: read(directory.timing) };
  EventFile.open(fs, directory, record, kept);
}

/** Removes the event files of a run; tells whether there were any. */
export function removeEventFiles(fs: FileSystem, directory: RunDirectory): boolean {
  const files = eventFiles(fs, directory);
  for (const file of files) removeIfThere(fs, file);
  return files.length > 0;
}
