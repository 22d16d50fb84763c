import type { FileSystem } from '../core/file-system.ts';
import { metricsColumns } from '../metrics/columns.ts';
import type { MetricsEvent, SavedState } from '../training/train.ts';
import { writeCheckpoint } from './checkpoint.ts';
import type { Checkpoint, Maker } from './checkpoint-format.ts';
import { timingColumns } from './columns.ts';
import type { MetricsRow, TimingRow } from './columns.ts';
import { CsvFile } from './csv.ts';
import type { Extent } from '../run-files/extent.ts';
import { keepCheckpoint } from './kept-checkpoints.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import type { Restored } from './resume.ts';
import type { EventFile } from './tensorboard/event-file.ts';

const metricsRow = (event: MetricsEvent): MetricsRow =>
  Object.fromEntries(metricsColumns.map((column) => [column, event[column]])) as MetricsRow;

/** Writes the numbers and the states of a run as its events come in. */
export class RunWriter {
  readonly #fs: FileSystem;
  readonly #directory: RunDirectory;
  readonly #maker: Maker;
  readonly #metrics: CsvFile<MetricsRow>;
  readonly #timing: CsvFile<TimingRow>;
  readonly #events: EventFile | undefined;
  readonly #started = performance.now();
  readonly #secondsBefore: number;
  #measuredStep: number;

  /** @param events - undefined when none was asked for. */
  constructor(
    fs: FileSystem,
    directory: RunDirectory,
    maker: Maker,
    restored: Restored,
    events: EventFile | undefined,
  ) {
    this.#fs = fs;
    this.#directory = directory;
    this.#maker = maker;
    this.#metrics = new CsvFile(fs, directory.metrics, metricsColumns, restored.metrics);
    this.#timing = new CsvFile(fs, directory.timing, timingColumns, restored.timing);
    this.#events = events;
    this.#secondsBefore = restored.checkpoint?.seconds ?? 0;
    this.#measuredStep = restored.checkpoint?.measuredStep ?? 0;
  }

  /** Seconds that the run has taken, over all its starts. */
  get #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#started) / 1000;
  }

  /** Adds a row to metrics.csv, timing.csv and the event file; they are on the disk when it returns. */
  measured(event: MetricsEvent): void {
    const metrics = metricsRow(event);
    const timing = {
      step: event.step,
      seconds: this.#seconds,
      milliseconds_per_step: (1000 * event.trainingSeconds) / (event.step - this.#measuredStep),
      evaluation_seconds: event.evaluationSeconds,
      resident_megabytes: process.memoryUsage.rss() / 1e6,
    };
    this.#metrics.append(metrics);
    this.#timing.append(timing);
    this.#events?.append(metrics, timing);
    this.#measuredStep = event.step;
  }

  /** Length and SHA-256 of metrics.csv as it was written. */
  get metrics(): Extent {
    return this.#metrics.extent;
  }

  #checkpointOf({ step, measuredStep, trainingSeconds, state }: SavedState): Checkpoint {
    return {
      step,
      measuredStep,
      trainingSeconds,
      state,
      maker: this.#maker,
      seconds: this.#seconds,
      metrics: this.#metrics.extent,
    };
  }

  /** Puts a checkpoint in place, after every row that it relies on. */
  save(state: SavedState): void {
    writeCheckpoint(this.#fs, this.#directory, this.#checkpointOf(state));
  }

  /**
   * Writes a checkpoint that stays. It has to be there before a run can resume from a later one, or it would
   * never be written.
   */
  keep(state: SavedState): void {
    keepCheckpoint(this.#fs, this.#directory, this.#checkpointOf(state));
  }
}
