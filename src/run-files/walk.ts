import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { systemCode } from '../core/file-system.ts';
import { ComparisonDirectory } from './comparison-directory.ts';
import type { StoredConfig } from './config-file.ts';
import { FileCache, stampOf } from './file-cache.ts';
import { readPlannedRuns } from './manifest.ts';
import type { Damage } from './reading.ts';
import { isSeedFolder, RunDirectory } from './run-directory.ts';
import { SweepDirectory } from './sweep-directory.ts';

/** A run that a results folder holds, or that a sweep in it plans. */
interface FoundRun {
  readonly directory: RunDirectory;
  /** What the sweep plans; undefined when no sweep names the run. */
  readonly planned: StoredConfig | undefined;
}

/** A sweep.json in a results folder. */
interface FoundSweep {
  readonly directory: SweepDirectory;
  /** What is wrong with its sweep.json; null when nothing is. */
  readonly damage: Damage | null;
}

/** A folder that cannot be looked into. */
interface ClosedFolder {
  readonly path: string;
  readonly damage: Damage;
}

/** What a results folder holds, each run once. */
export interface ResultsFolder {
  /** In the order of the sweeps that plan them; others after those, by name. */
  readonly runs: readonly FoundRun[];
  readonly sweeps: readonly FoundSweep[];
  readonly closed: readonly ClosedFolder[];
  /** Folders with the compare.json of `vae-bench compare`. */
  readonly comparisons: readonly ComparisonDirectory[];
}

/** `<out>/<experiment>/<run id>/seed-<n>`: results are no deeper. */
const MAX_DEPTH = 3;
/** `<run>/<seed>/step-<n>`: so much deeper are comparisons, be it in a run's folder or in one of their own. */
const COMPARISON_DEPTH = 2;

interface Listing {
  /** Names of files. */
  readonly files: ReadonlySet<string>;
  /** Paths of folders, sorted. */
  readonly folders: readonly string[];
  /** Why it cannot be looked into, when it is there. */
  readonly damage?: Damage;
}

/** What a folder holds; nothing when it has gone, or is not ours to read. */
function list(folder: string): Listing {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    return { files: new Set(files), folders: folders.sort().map((name) => join(folder, name)) };
  } catch (error) {
    const nothing = { files: new Set<string>(), folders: [] };
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return nothing;
    const problem = `cannot be read (${code ?? String(error)})`;
    return { ...nothing, damage: { file: basename(folder), problem } };
  }
}

/** A run has left word of itself, or has the name of one and any of its files. */
function isRun(run: RunDirectory, files: ReadonlySet<string>): boolean {
  const has = (file: string): boolean => files.has(basename(file));
  if (has(run.record) || has(run.task)) return true;
  return isSeedFolder(run.path) && run.files.some(has);
}

/** Those that a sweep plans may be many, and folders are walked again and again. */
const plans = new FileCache<ReturnType<typeof readPlannedRuns>>();

class Walk {
  readonly runs = new Map<string, FoundRun>();
  readonly sweeps: FoundSweep[] = [];
  readonly closed: ClosedFolder[] = [];
  readonly comparisons: ComparisonDirectory[] = [];

  visit(folder: string, depth: number): void {
    const { files, folders, damage } = list(folder);
    if (damage !== undefined) this.closed.push({ path: folder, damage });
    this.#plan(new SweepDirectory(folder), files);
    this.#compare(folder, files);
    const directory = new RunDirectory(folder);
    const found = isRun(directory, files);
    if (found && !this.runs.has(folder)) this.runs.set(folder, { directory, planned: undefined });
    const isLast = found || isSeedFolder(folder) || depth === 0;
    for (const inner of folders) {
      if (isLast) this.#visitComparisons(inner, COMPARISON_DEPTH - 1);
      else this.visit(inner, depth - 1);
    }
  }

  #compare(folder: string, files: ReadonlySet<string>): void {
    const directory = new ComparisonDirectory(folder);
    if (files.has(basename(directory.comparison))) this.comparisons.push(directory);
  }

  /** Where no more runs are looked for. */
  #visitComparisons(folder: string, depth: number): void {
    const { files, folders } = list(folder);
    this.#compare(folder, files);
    if (depth === 0) return;
    for (const inner of folders) this.#visitComparisons(inner, depth - 1);
  }

  /** Adds what the folder's sweep.json plans, if it has one. */
  #plan(sweep: SweepDirectory, files: ReadonlySet<string>): void {
    if (!files.has(basename(sweep.manifest))) return;
    const file = sweep.manifest;
    const { value = [], damage } = plans.get(file, stampOf(file), () => readPlannedRuns(file));
    this.sweeps.push({ directory: sweep, damage });
    for (const { directory: name, config } of value) {
      const directory = sweep.run(name);
      this.runs.set(directory.path, { directory, planned: config });
    }
  }
}

/**
 * Finds the runs below a folder: a results folder, an experiment, one run; and comparisons of estimators. Runs
 * that a sweep plans are among them before they start. Never throws: what cannot be read holds nothing.
 */
export function walkResults(folder: string): ResultsFolder {
  const walk = new Walk();
  walk.visit(resolve(folder), MAX_DEPTH);
  const { sweeps, closed, comparisons } = walk;
  return { runs: [...walk.runs.values()], sweeps, closed, comparisons };
}
