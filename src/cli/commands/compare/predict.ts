import { resolve } from 'node:path';
import { UsageError } from '../../../core/errors.ts';
import { shownPath } from '../../../core/text.ts';
import { predictionsOf } from '../../../figures/prediction.ts';
import type { NamedComparison } from '../../../figures/prediction.ts';
import { readRuns } from '../../../figures/results.ts';
import { panelsOf } from '../../../figures/panels.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import { predictionTable } from '../../../figures/tables/prediction.ts';
import { comparisonIn } from '../../../run-files/along-directory.ts';
import { walkResults } from '../../../run-files/walk.ts';
import { warnOf } from '../../figures/selection.ts';
import { print, warn } from '../../terminal/output.ts';
import type { CompareOptions } from './command.ts';
import { partsOf } from './parts.ts';

/** @throws UsageError for a folder without comparisons. */
function comparisonsIn(folder: string): NamedComparison[] {
  const found = walkResults(folder).comparisons.flatMap((directory): NamedComparison[] => {
    const name = shownPath(directory.path);
    const comparison = comparisonIn(directory);
    if (comparison === undefined) warn(`${name}: its compare.json cannot be read (left out)\n`);
    return comparison === undefined ? [] : [{ name, ...comparison }];
  });
  if (found.length > 0) return found;
  throw new UsageError(
    `${shownPath(resolve(folder))} holds no comparison. With --predict, name folders that compare -o wrote.`,
  );
}

/** Prints whether the order of estimators at points predicts that of the runs of a folder. */
export async function predict(options: CompareOptions, runs: string): Promise<void> {
  if (options.points.length === 0) {
    throw new UsageError('--predict needs comparisons: name folders that compare -o wrote.');
  }
  const points = options.points.flatMap(comparisonsIn);
  const results = readRuns(runs);
  warnOf(results);
  const panels = panelsOf(results.seeds);
  const known = points.flatMap(({ comparison }) => comparison.reference.map(({ part }) => part));
  const parts = partsOf(options, [...new Set(known)]);
  const predictions = parts.map((part) => predictionsOf(points, panels, part));
  if (predictions.flat().length === 0) {
    const sizes = points.map(
      ({ comparison: { point } }) => `C = ${point.categories}, V = ${point.variables}`,
    );
    throw new UsageError(
      `${shownPath(resolve(runs))} has no runs of the sizes of these comparisons (${[...new Set(sizes)].join('; ')}).`,
    );
  }
  await print(`${tableFormats[options.format](predictions.map(predictionTable))}\n`);
}
