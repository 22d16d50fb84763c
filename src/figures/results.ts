import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { shownPath } from '../core/text.ts';
import { comparisonResult } from './comparison-results.ts';
import type { ComparisonResult } from './comparison-results.ts';
import { annotationsOf } from '../run-files/annotations.ts';
import type { Annotations } from '../run-files/annotations.ts';
import type { StoredConfig } from '../run-files/config-file.ts';
import { CsvRows } from '../run-files/csv-rows.ts';
import { damageNotes } from '../run-files/damage-notes.ts';
import type { PosteriorRecord } from '../run-files/posterior-file.ts';
import { shownDamage } from '../run-files/reading.ts';
import type { Damage, Reading } from '../run-files/reading.ts';
import { isSeedFolder } from '../run-files/run-directory.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { RunReader } from '../run-files/run-reader.ts';
import type { RunReading } from '../run-files/run-reader.ts';
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
  readonly rows: CsvRows;
  readonly timing: CsvRows;
  /** What can be read of run.json. */
  readonly record: Partial<RunRecord> | undefined;
  /** What `vae-bench samples` measured of it. */
  readonly posterior: Reading<PosteriorRecord>;
  /** What keeps its rows out of means, in words; null when nothing does. */
  readonly problem: string | null;
  /** All that is wrong with its files, also with those that no mean needs. */
  readonly damages: readonly Damage[];
}

/** What a results folder holds. */
export interface Results {
  readonly folder: string;
  readonly seeds: readonly SeedResult[];
  /** Folders that look like runs and have no readable configuration, relative to `folder`. */
  readonly unreadable: readonly string[];
  /** What else is wrong with files, in words: those of runs whose numbers count all the same, too. */
  readonly damages: readonly string[];
  /** Comparisons of estimators at a frozen point, in the order of their paths. */
  readonly comparisons: readonly ComparisonResult[];
}

/** The problem of a run that has written nothing. */
export const NO_METRICS = 'no metrics.csv';

/** By what was read: a run whose files have not changed is the same object again. */
const known = new WeakMap<RunReading, SeedResult>();

function seedOf(
  folder: string,
  run: RunDirectory,
  config: StoredConfig,
  reading: RunReading,
): SeedResult {
  const before = known.get(reading);
  const path = relative(folder, run.path) || run.seed;
  if (before?.path === path && before.config === config) return before;
  const seed = newSeed(path, run, config, reading);
  known.set(reading, seed);
  return seed;
}

function newSeed(
  path: string,
  run: RunDirectory,
  config: StoredConfig,
  reading: RunReading,
): SeedResult {
  const { metrics, metricsDamage, timing, record, posterior, damages } = reading;
  const none = metrics === undefined ? NO_METRICS : null;
  return {
    directory: run,
    path,
    run: basename(dirname(run.path)),
    seed: run.seed,
    config,
    rows: metrics ?? CsvRows.of([]),
    timing,
    record,
    posterior,
    ...annotationsOf(record, config),
    problem: metricsDamage === null ? none : shownDamage(metricsDamage),
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
 * @param reader - one that has read the folder before reads what is new.
 * @throws {UsageError} when the folder is not there.
 */
export function readResults(path: string, reader = new RunReader()): Results {
  // `.` tells neither a seed's name nor a run's.
  const folder = resolve(path);
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory() !== true) {
    const problem = there === undefined ? 'does not exist' : 'is not a folder';
    throw new UsageError(
      `${shownPath(folder)} ${problem}. Name a results folder, such as results/figure1-short.`,
    );
  }
  const found = walkResults(folder);
  const runs = found.runs
    .filter(({ directory }) => isSeedFolder(directory.path))
    .toSorted((one, other) => byPath(one.directory.path, other.directory.path));
  const seeds: SeedResult[] = [];
  const unreadable: string[] = [];
  for (const { directory, planned } of runs) {
    const reading = reader.read(directory);
    const config = reading.config ?? planned;
    if (config === undefined) unreadable.push(relative(folder, directory.path));
    else seeds.push(seedOf(folder, directory, config, reading));
  }
  const others = found.runs.filter(({ directory }) => !isSeedFolder(directory.path));
  const damages = [
    ...damageNotes(folder, found),
    ...others.map(
      ({ directory }) =>
        `${relative(folder, directory.path) || '.'}: its folder has no name like seed-0 (left out)`,
    ),
    ...seeds.flatMap((seed) =>
      seed.damages.length === 0 ? [] : `${seed.path}: ${damageOf(seed)}`,
    ),
  ];
  const comparisons = found.comparisons
    .map((directory) => comparisonResult(folder, directory))
    .toSorted((one, other) => byPath(one.path, other.path));
  return { folder, seeds, unreadable, damages, comparisons };
}

/** What is wrong with the files of a seed, in words. */
export const damageOf = ({ damages }: SeedResult): string => damages.map(shownDamage).join('; ');

/**
 * The same, for pages, which show comparisons of estimators, too.
 *
 * @throws {UsageError} when the folder is not there or holds neither a run nor a comparison.
 */
export function readRunsOrComparisons(folder: string, reader = new RunReader()): Results {
  const results = readResults(folder, reader);
  return results.comparisons.length > 0 ? results : withRuns(results);
}

/**
 * The same, for commands that have nothing to show without runs.
 *
 * @throws {UsageError} when the folder is not there or holds no run.
 */
export const readRuns = (folder: string, reader = new RunReader()): Results =>
  withRuns(readResults(folder, reader));

/** @throws {UsageError} when there is no run in these results. */
function withRuns(results: Results): Results {
  if (results.seeds.length > 0) return results;
  const damaged = [
    ...results.unreadable.map((path) => `${path} has no readable config.json.`),
    ...results.damages.map((damage) => `${damage}.`),
  ];
  const remedy = 'Name a results folder, such as results/figure1-short.';
  throw new UsageError(
    [`${shownPath(results.folder)} holds no runs.`, ...damaged, remedy].join(' '),
  );
}
