import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { shownPath } from '../core/text.ts';
import { annotationsOf } from '../run-files/annotations.ts';
import type { Annotations } from '../run-files/annotations.ts';
import { readConfig } from '../run-files/config-file.ts';
import type { StoredConfig } from '../run-files/config-file.ts';
import { readCsv } from '../run-files/csv.ts';
import type { CsvRow } from '../run-files/csv.ts';
import type { Damage } from '../run-files/reading.ts';
import { isSeedFolder } from '../run-files/run-directory.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { readRunRecord } from '../run-files/run-record.ts';
import type { RunRecord } from '../run-files/run-record.ts';
import { walkResults } from '../run-files/walk.ts';

/** One seed of a run, as its files have it. */
export interface SeedResult extends Annotations {
  readonly directory: RunDirectory;
  /** Of its folder, relative to the one that was read: `ars+-c5/seed-0`. */
  readonly path: string;
  /** The folder above the seed's: `ars+-c5`. */
  readonly run: string;
  /** `seed-0`. */
  readonly seed: string;
  readonly config: StoredConfig;
  /** Rows of metrics.csv; none when there is no such file. */
  readonly rows: readonly CsvRow[];
  /** Rows of timing.csv by step. */
  readonly timing: ReadonlyMap<number, CsvRow>;
  /** What can be read of run.json. */
  readonly record: Partial<RunRecord> | undefined;
  /** What keeps its rows out of means, in words; null when nothing does. */
  readonly problem: string | null;
  /** What is wrong with its files, also with those that no mean needs. */
  readonly damages: readonly Damage[];
}

/** What a results folder holds. */
export interface Results {
  readonly folder: string;
  readonly seeds: readonly SeedResult[];
  /** Folders that look like runs and have no readable configuration, relative to `folder`. */
  readonly unreadable: readonly string[];
}

/** The problem of a run that has written nothing. */
export const NO_METRICS = 'no metrics.csv';

function readSeed(folder: string, run: RunDirectory, config: StoredConfig): SeedResult {
  const metrics = readCsv(run.metrics);
  const timing = readCsv(run.timing);
  const record = readRunRecord(run.record);
  const damages = [metrics, timing, record].flatMap(({ damage }) => damage ?? []);
  const problem = metrics.value?.problem ?? null;
  const none = metrics.value === undefined ? NO_METRICS : null;
  return {
    directory: run,
    path: relative(folder, run.path) || run.seed,
    run: basename(dirname(run.path)),
    seed: run.seed,
    config,
    rows: metrics.value?.rows ?? [],
    timing: new Map(timing.value?.rows.map((row) => [row.step ?? Number.NaN, row])),
    record: record.value,
    ...annotationsOf(record.value, config),
    problem: problem === null ? none : `metrics.csv, ${problem}`,
    damages,
  };
}

const byPath = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

/** A note for readers about a folder of `unreadable`. */
export const unreadableNote = (path: string): string =>
  `${path}: no readable config.json (left out)`;

/**
 * Reads every run below a folder, in the order of their paths: what their files hold at this moment,
 * while runs may write to them. Runs of a sweep that have not started have no rows.
 *
 * @throws {UsageError} when the folder is not there.
 */
export function readResults(path: string): Results {
  // `.` tells neither a seed's name nor a run's.
  const folder = resolve(path);
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory() !== true) {
    const problem = there === undefined ? 'does not exist' : 'is not a folder';
    throw new UsageError(
      `${shownPath(folder)} ${problem}. Name a results folder, such as results/figure1-short.`,
    );
  }
  const runs = walkResults(folder)
    .runs.filter(({ directory }) => isSeedFolder(directory.path))
    .toSorted((one, other) => byPath(one.directory.path, other.directory.path));
  const seeds: SeedResult[] = [];
  const unreadable: string[] = [];
  for (const { directory, planned } of runs) {
    const config = readConfig(directory.config).value ?? planned;
    if (config === undefined) unreadable.push(relative(folder, directory.path));
    else seeds.push(readSeed(folder, directory, config));
  }
  return { folder, seeds, unreadable };
}

/**
 * The same, for commands that have nothing to show without runs.
 *
 * @throws {UsageError} when the folder is not there or holds no run.
 */
export function readRuns(folder: string): Results {
  const results = readResults(folder);
  if (results.seeds.length > 0) return results;
  const damaged = results.unreadable.map((path) => `${path} has no readable config.json.`);
  const remedy = 'Name a results folder, such as results/figure1-short.';
  throw new UsageError([`${shownPath(folder)} holds no runs.`, ...damaged, remedy].join(' '));
}
