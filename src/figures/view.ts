import { differing, isMeasure, mayDiffer, settingIn } from './settings.ts';
import type { SeedResult } from './results.ts';

/** Which settings runs may differ in within one chart, and which have a row of charts for each value. */
export interface View {
  /** Dotted paths of the settings that colours stand for; none: colours stand for estimators. */
  readonly colour: readonly string[];
  /** Dotted paths of the settings whose values have rows of their own, as C has unless colours stand for it. */
  readonly facet: readonly string[];
}

/** Estimators are compared, and nothing that differs elsewhere. */
export const estimatorsView: View = { colour: [], facet: [] };

/**
 * The settings that change together where nothing else but C does, of one estimator: a study of one setting,
 * such as the learning rate. None where runs differ in more, or measure unlike things.
 */
export function studied(seeds: readonly SeedResult[], facet: readonly string[] = []): string[] {
  if (new Set(seeds.map(({ config }) => config.estimator)).size !== 1) return [];
  const varying = differing(seeds).filter(
    (path) =>
      path !== 'categories' &&
      !facet.includes(path) &&
      seeds.some((seed) => !mayDiffer(seed, path)),
  );
  if (varying.length === 0 || varying.some(isMeasure)) return [];
  const combinations = new Set(
    seeds.map((seed) => JSON.stringify(varying.map((path) => settingIn(seed, path)))),
  );
  const together = varying.every(
    (path) => new Set(seeds.map((seed) => settingIn(seed, path))).size === combinations.size,
  );
  if (!together) return [];
  // An optimiser's name says which settings there are: those follow it.
  const everywhere = varying.filter((path) =>
    seeds.every((seed) => settingIn(seed, path) !== undefined),
  );
  return everywhere.length > 0 ? everywhere : varying;
}
