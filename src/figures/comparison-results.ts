import { basename, relative } from 'node:path';
import type { ComparisonDirectory } from '../run-files/comparison-directory.ts';
import { readComparison, readComparisonTiming } from '../run-files/comparison-file.ts';
import type { Comparison, ComparisonTiming } from '../run-files/comparison-file.ts';
import { FileCache, stampOf } from '../run-files/file-cache.ts';
import { shownDamage } from '../run-files/reading.ts';

/** A comparison of estimators at a frozen point, as its files have it. */
export interface ComparisonResult {
  /** Of its folder. */
  readonly folder: string;
  /** The same, relative to the one that was read; its name when it is that one. */
  readonly path: string;
  /** Undefined when its compare.json is no such file, or damaged. */
  readonly comparison: Comparison | undefined;
  readonly timing: ComparisonTiming;
  /** What is wrong with its files, in words. */
  readonly damages: readonly string[];
}

/** Folders may be read again and again: what has not changed is the same object. */
const comparisons = new FileCache<ReturnType<typeof readComparison>>();
const timings = new FileCache<ReturnType<typeof readComparisonTiming>>();

/** A comparison's folder as a page names it: relative to the one that is shown, or by its own name. */
export const pathFrom = (folder: string, path: string): string =>
  relative(folder, path) || basename(path);

/** Reads a comparison's folder as it is; never throws. */
export function comparisonResult(folder: string, directory: ComparisonDirectory): ComparisonResult {
  const { comparison: file, timing: other } = directory;
  const found = comparisons.get(file, stampOf(file), () => readComparison(file));
  const timing = timings.get(other, stampOf(other), () => readComparisonTiming(other));
  return {
    folder: directory.path,
    path: pathFrom(folder, directory.path),
    comparison: found.value,
    timing: timing.value,
    damages: [found.damage, timing.damage].flatMap((one) =>
      one === null ? [] : [shownDamage(one)],
    ),
  };
}
