import { basename, relative, resolve, sep } from 'node:path';
import { pathFrom } from './comparison-results.ts';
import { RunReader } from '../run-files/run-reader.ts';
import { readRuns } from './results.ts';
import type { Results, SeedResult } from './results.ts';

/** The deepest folder that holds all of these, or is one of them. */
function commonFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split(sep));
  const end = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return first.slice(0, end < 0 ? first.length : end).join(sep) || sep;
}

/** A run whose files have not changed is the same object again, wherever its path begins. */
const moved = new WeakMap<SeedResult, SeedResult>();

function seedAt(seed: SeedResult, path: string): SeedResult {
  if (seed.path === path) return seed;
  const before = moved.get(seed);
  if (before?.path === path) return before;
  const now = { ...seed, path };
  moved.set(seed, now);
  return now;
}

/**
 * The runs of several folders as those of one: the deepest that holds them all, to which the paths of runs are
 * relative. A run that is in two of them, as one holds the other, is there once.
 */
export function together(all: readonly Results[]): Results {
  const [only, ...more] = all;
  if (only !== undefined && more.length === 0) return only;
  const folder = commonFolder(all.map((one) => one.folder));
  const seeds = all.flatMap((one) =>
    one.seeds.map((seed) => {
      const path = relative(folder, seed.directory.path) || seed.seed;
      return [path, seedAt(seed, path)] as const;
    }),
  );
  const unreadable = all.flatMap((one) =>
    one.unreadable.map((path) => relative(folder, resolve(one.folder, path))),
  );
  // They begin with a path, or are about the folder itself.
  const damages = all.flatMap((one) =>
    one.damages.map((damage) => {
      const place = relative(folder, one.folder);
      return place === '' ? damage : `${place}/${damage}`;
    }),
  );
  const comparisons = all.flatMap((one) =>
    one.comparisons.map((comparison) => {
      const path = pathFrom(folder, comparison.folder);
      return [path, { ...comparison, path }] as const;
    }),
  );
  return {
    folder,
    comparisons: [...new Map(comparisons).values()],
    seeds: [...new Map(seeds).values()],
    unreadable: [...new Set(unreadable)],
    damages: [...new Set(damages)],
  };
}

/**
 * Reads the runs of several folders as those of one.
 *
 * @param read - what reads a folder.
 * @throws {UsageError} when one of the folders is not there or holds no run.
 */
export const readFolders = (
  folders: readonly string[],
  reader = new RunReader(),
  read = readRuns,
): Results => together(folders.map((folder) => read(folder, reader)));

/** What a figure of these folders is called. */
export const titleOf = (folders: readonly string[]): string =>
  folders.map((folder) => basename(resolve(folder))).join(' and ');
