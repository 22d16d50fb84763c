import { mkdirSync, writeFileSync } from 'node:fs';
import { ComparisonDirectory } from '../../../src/run-files/comparison-directory.ts';
import type { Comparison, ComparisonTiming } from '../../../src/run-files/comparison-file.ts';
import { syntheticComparison, syntheticTiming } from './synthetic-comparison.ts';

/**
 * Writes a comparison's files.
 *
 * @param comparison - a text is written as it is.
 * @param timing - null leaves compare-timing.json out.
 */
export function writeComparison(
  folder: string,
  comparison: Comparison | string = syntheticComparison,
  timing: ComparisonTiming | string | null = syntheticTiming,
): void {
  const directory = new ComparisonDirectory(folder);
  const text = (value: object | string) =>
    typeof value === 'string' ? value : JSON.stringify(value);
  mkdirSync(folder, { recursive: true });
  writeFileSync(directory.comparison, text(comparison));
  if (timing !== null) writeFileSync(directory.timing, text(timing));
}
