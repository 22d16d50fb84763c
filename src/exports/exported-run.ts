import { basename, dirname, join } from 'node:path';
import { completed } from '../config/complete.ts';
import { publishedLeaves } from '../config/settings.ts';
import type { Named } from '../core/named.ts';
import type { Results, SeedResult } from '../figures/results.ts';
import { isMeasured, metricNames } from '../metrics/table.ts';
import { CsvRows } from '../run-files/csv-rows.ts';
import { shownDamage } from '../run-files/reading.ts';
import { RunDirectory } from '../run-files/run-directory.ts';
import type { RunRecord } from '../run-files/run-record.ts';
import { readRunStatus } from '../sweeps/run-status.ts';
import type { RunState, RunStatus } from '../sweeps/run-status.ts';

/** A run of one seed, as every format writes it. */
export interface ExportedRun {
  /** Names of its folders: experiment, run, seed. */
  readonly experiment: string;
  readonly run: string;
  readonly seed: number | null;
  /** Of its folder, relative to the one that was exported. */
  readonly path: string;
  readonly state: RunState;
  /** What a reader of its numbers must know; null when there is nothing. */
  readonly problem: string | null;
  readonly tags: readonly string[];
  readonly note: string | null;
  /** Values of the configuration by path, defaults included; a list is one value. */
  readonly settings: Named<unknown>;
  /** Rows of metrics.csv. */
  readonly rows: CsvRows;
  readonly timing: CsvRows;
  readonly record: Partial<RunRecord> | undefined;
}

function settingsOf(config: unknown): Named<unknown> {
  const leaves = publishedLeaves(completed(config));
  return Object.fromEntries(leaves.map(([path, text]) => [path, JSON.parse(text) as unknown]));
}

const named = ({ path, seed }: RunDirectory) => ({
  experiment: basename(dirname(dirname(path))),
  run: basename(dirname(path)),
  seed: Number(/\d+$/.exec(seed)?.[0] ?? Number.NaN),
});

/** Why a run is in its state; how long it has been silent is no property of its files. */
function reasonOf({ state, reason, step, steps }: RunStatus): string[] {
  // What is damaged is said of it before.
  if (state === 'completed' || state === 'waiting' || state === 'damaged') return [];
  if (state === 'stopped') return [`its process ended without a word at step ${step}`];
  const far = `at step ${step}${steps === null ? '' : ` of ${steps}`}`;
  return [reason === null ? far : `${far}: ${reason}`];
}

function exported(result: SeedResult, now: number): ExportedRun {
  const { directory, path, config, record, rows, timing, tags, note } = result;
  const status = readRunStatus(directory, now);
  const problems = [...result.damages.map(shownDamage), ...reasonOf(status)];
  return {
    ...named(directory),
    path,
    state: status.state,
    problem: problems.length === 0 ? null : problems.join('; '),
    tags,
    note,
    settings: settingsOf(config),
    rows,
    timing,
    record,
  };
}

/** A run without a configuration: what its numbers are of is not known. */
function unreadable(folder: string, path: string): ExportedRun {
  return {
    ...named(new RunDirectory(join(folder, path))),
    path,
    state: 'damaged',
    problem: 'no readable config.json',
    tags: [],
    note: null,
    settings: {},
    rows: CsvRows.of([]),
    timing: CsvRows.of([]),
    record: undefined,
  };
}

/**
 * The runs of a results folder for other programs, none left out.
 *
 * @param seeds - those that were asked for.
 * @param now - milliseconds since 1970.
 */
export function exportedRuns(
  { folder }: Results,
  seeds: readonly SeedResult[],
  unreadableRuns: readonly string[],
  now = Date.now(),
): ExportedRun[] {
  const runs = [
    ...seeds.map((seed) => exported(seed, now)),
    ...unreadableRuns.map((path) => unreadable(folder, path)),
  ];
  return runs.toSorted((one, other) => one.path.localeCompare(other.path, 'en', { numeric: true }));
}

/** Whether a cell of metrics.csv is a measurement; columns that are no metrics are. */
export const isMeasurement = (name: string, step: number | undefined): boolean =>
  !metricNames.some((metric) => metric === name && !isMeasured(metric, step ?? 0));
