import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../core/errors.ts';
import { foldersIn } from '../core/folders.ts';
import { readJsonAs } from '../core/json.ts';
import { shownPath } from '../core/text.ts';
import { RunDirectory } from '../runs/directory.ts';
import { parseRows } from './rows.ts';
import type { ResultRow } from './rows.ts';

/** What is needed of a run's config.json; everything else in it stays. */
const configSchema = z.looseObject({
  estimator: z.string(),
  categories: z.number(),
  batchSize: z.number(),
  steps: z.number(),
});

/** The configuration of a run. */
export type ResultConfig = z.output<typeof configSchema>;

/** What reports show of run.json; everything else in it stays. */
const recordSchema = z.looseObject({
  status: z.string(),
  reason: z.string().nullable(),
  started: z.string(),
  ended: z.string().nullish(),
});

/** The record of a run. */
export type ResultRecord = z.output<typeof recordSchema>;

/** The part of sweep.json that names runs before they start. */
const manifestSchema = z.looseObject({
  runs: z.array(z.looseObject({ directory: z.string(), config: configSchema })),
});

/** One seed of a run, as its files have it. */
export interface SeedResult {
  /** Of its folder, relative to the one that was read: `ars+-c5/seed-0`. */
  readonly path: string;
  /** The folder above the seed's: `ars+-c5`. */
  readonly run: string;
  /** `seed-0`. */
  readonly seed: string;
  readonly config: ResultConfig;
  /** Rows of metrics.csv; none when there is no such file. */
  readonly rows: readonly ResultRow[];
  /** Rows of timing.csv by step. */
  readonly timing: ReadonlyMap<number, ResultRow>;
  readonly record: ResultRecord | undefined;
  /** What is wrong with its files; null when nothing is. */
  readonly problem: string | null;
}

/** What a results folder holds. */
export interface Results {
  readonly folder: string;
  readonly seeds: readonly SeedResult[];
  /** Folders that look like runs and have no readable configuration. */
  readonly unreadable: readonly string[];
}

const SEED = /^seed-\d+$/;

/** The problem of a run that has written nothing. */
export const NO_METRICS = 'no metrics.csv';

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readSeed(folder: string, path: string, config: ResultConfig): SeedResult {
  const files = new RunDirectory(path);
  const text = textOf(files.metrics);
  const { rows, problem } = parseRows(text ?? '');
  const timing = parseRows(textOf(files.timing) ?? '').rows;
  const none = text === undefined ? NO_METRICS : null;
  return {
    path: relative(folder, path) || basename(path),
    run: basename(dirname(path)),
    seed: basename(path),
    config,
    rows,
    timing: new Map(timing.map((row) => [row.step ?? Number.NaN, row])),
    record: readJsonAs(files.record, recordSchema),
    problem: problem === null ? none : `metrics.csv, ${problem}`,
  };
}

/** `<out>/<experiment>/<run id>/seed-<n>`: results are no deeper. */
const MAX_DEPTH = 3;

/** Folders of seeds below a folder, and of sweeps. */
function find(folder: string, depth: number, found: { seeds: string[]; sweeps: string[] }): void {
  if (SEED.test(basename(folder))) {
    found.seeds.push(folder);
    return;
  }
  if (existsSync(join(folder, 'sweep.json'))) found.sweeps.push(folder);
  if (depth === 0) return;
  for (const inner of foldersIn(folder)) find(inner, depth - 1, found);
}

/** The runs of a sweep with their configurations, whether they have started or not. */
function plannedRuns(folder: string): [string, ResultConfig][] {
  const { runs = [] } = readJsonAs(join(folder, 'sweep.json'), manifestSchema) ?? {};
  return runs.map(({ directory, config }) => [join(folder, directory), config]);
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
  const found = { seeds: [] as string[], sweeps: [] as string[] };
  find(folder, MAX_DEPTH, found);
  const planned = new Map(found.sweeps.flatMap(plannedRuns));
  const paths = [...new Set([...found.seeds, ...planned.keys()])].toSorted(byPath);
  const seeds: SeedResult[] = [];
  const unreadable: string[] = [];
  for (const path of paths) {
    const config = readJsonAs(new RunDirectory(path).config, configSchema) ?? planned.get(path);
    if (config === undefined) unreadable.push(relative(folder, path));
    else seeds.push(readSeed(folder, path, config));
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
