import { appearanceOf, isMerged } from './appearance.ts';
import type { Appearance } from './appearance.ts';
import type { Overlay } from './overlay.ts';
import type { SeedResult } from './results.ts';

/** All seeds of one run: one estimator, number of categories and number of samples. */
export interface Series extends Appearance {
  /** Folder of the run, relative to the one that was read; tells series apart. */
  readonly id: string;
  readonly estimator: string;
  readonly categories: number;
  /** Of f per datapoint and step; null before the first row when the run's name does not tell. */
  readonly evaluations: number | null;
  /** `ARS+ (10)`: title and evaluations; and what its colour stands for, when that is a setting. */
  readonly label: string;
  /** What its colour stands for: the title of its estimator, or `encoderLearningRate = 0.0001`. */
  readonly group: string;
  /** The settings in which it may differ from the others of its panel: `optimiser.encoderLearningRate = 0.0001`. */
  readonly varied: string;
  /** Whether its cost is that of ARSM. */
  readonly merged: boolean;
  readonly seeds: readonly SeedResult[];
}

/** Evaluations of f per datapoint: what metrics.csv counts, or else what the run's name says. */
function evaluationsOf(seeds: readonly SeedResult[]): number | null {
  const counts = seeds.map(({ rows, config }) =>
    Math.round(rows.value(0, 'function_evaluations') / (rows.step(0) * config.batchSize)),
  );
  const counted = counts.find((count) => Number.isFinite(count));
  if (counted !== undefined) return counted;
  const named = /-n(\d+)(-|$)/.exec(seeds[0]?.run ?? '');
  return named?.[1] === undefined ? null : Number(named[1]);
}

/**
 * The seeds of one run as a series; none without seeds.
 *
 * @param estimators - those among which it gets its look.
 */
export function seriesOf(
  seeds: readonly SeedResult[],
  estimators: readonly string[],
  overlay: Overlay,
): Series[] {
  const [first] = seeds;
  if (first === undefined) return [];
  const { estimator, categories } = first.config;
  const evaluations = evaluationsOf(seeds);
  const appearance = appearanceOf(estimator, estimators);
  const named = evaluations === null ? appearance.title : `${appearance.title} (${evaluations})`;
  const merged = isMerged(estimator, categories, evaluations ?? 0);
  const id = first.path.slice(0, -first.seed.length - 1) || first.run;
  return [
    {
      ...{ ...appearance, id, estimator, categories, evaluations, merged, seeds },
      label: `${named}${overlay.labelOf(first)}`,
      group: overlay.textOf(first) || appearance.title,
      varied: overlay.variedOf(first),
    },
  ];
}

/** Labels that would be the same get the folder that tells their series apart. */
export function distinct(series: readonly Series[]): Series[] {
  const count = (label: string) => series.filter((one) => one.label === label).length;
  return series.map((one) =>
    count(one.label) === 1 ? one : { ...one, label: `${one.label} ${one.id}` },
  );
}

/** Where a series stands in a legend: by its cost, then by estimator, then by what its colour stands for. */
export const order = (overlay: Overlay) => (one: Series, other: Series) =>
  Number(one.merged) - Number(other.merged) ||
  one.title.localeCompare(other.title, 'en') ||
  (overlay.colour.includes('categories') ? 0 : (one.evaluations ?? 0) - (other.evaluations ?? 0)) ||
  overlay.compare(one.seeds[0], other.seeds[0]);
