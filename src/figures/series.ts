import { dirname } from 'node:path';
import { completed } from '../config/complete.ts';
import { isComparable } from '../config/length.ts';
import { jsonLeaves } from '../core/json.ts';
import { appearanceOf, isMerged } from './appearance.ts';
import type { Appearance } from './appearance.ts';
import { distinctLooks } from './looks.ts';
import type { StoredConfig } from '../run-files/config-file.ts';
import type { SeedResult } from './results.ts';

/** All seeds of one run: one estimator, number of categories and number of samples. */
export interface Series extends Appearance {
  /** Folder of the run, relative to the one that was read; tells series apart. */
  readonly id: string;
  readonly estimator: string;
  readonly categories: number;
  /** Of f per datapoint and step; null before the first row when the run's name does not tell. */
  readonly evaluations: number | null;
  /** `ARS+ (10)`: title and evaluations. */
  readonly label: string;
  /** Whether its cost is that of ARSM. */
  readonly merged: boolean;
  readonly seeds: readonly SeedResult[];
}

/** Series that may be compared: they share the number of categories and every other setting. */
export interface Panel {
  /** `C = 10`, and the setting. */
  readonly title: string;
  readonly categories: number;
  /** The settings that tell it from other panels of this C: `batchSize = 100`; empty when none do. */
  readonly setting: string;
  readonly series: readonly Series[];
}

/** The settings that comparable runs share, as `path: value` texts. */
function settingsOf(config: StoredConfig): ReadonlyMap<string, string> {
  const whole = completed(config);
  return new Map(jsonLeaves(whole).filter(([path]) => !isComparable(path, whole)));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const text = key(item);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [item]);
    else group.push(item);
  }
  return [...groups.values()];
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

function seriesOf(seeds: readonly SeedResult[], estimators: readonly string[]): Series[] {
  const [first] = seeds;
  if (first === undefined) return [];
  const { estimator, categories } = first.config;
  const evaluations = evaluationsOf(seeds);
  const appearance = appearanceOf(estimator, estimators);
  const label = evaluations === null ? appearance.title : `${appearance.title} (${evaluations})`;
  const merged = isMerged(estimator, categories, evaluations ?? 0);
  const id = first.path.slice(0, -first.seed.length - 1) || first.run;
  return [{ ...appearance, id, estimator, categories, evaluations, label, merged, seeds }];
}

/** Labels that would be the same get the folder that tells their series apart. */
function distinct(series: readonly Series[]): Series[] {
  const count = (label: string) => series.filter((one) => one.label === label).length;
  return series.map((one) =>
    count(one.label) === 1 ? one : { ...one, label: `${one.label} ${one.id}` },
  );
}

/** Where a series stands in a legend: by its cost, then by estimator. */
const order = (one: Series, other: Series) =>
  Number(one.merged) - Number(other.merged) ||
  one.title.localeCompare(other.title, 'en') ||
  (one.evaluations ?? 0) - (other.evaluations ?? 0);

/** What is the same of series that should look the same for every C. */
function kindOf({ id, seeds: [first] }: Series): string {
  const { estimatorSettings, samples } = (first?.config ?? {}) as Record<string, unknown>;
  return JSON.stringify([dirname(id), estimatorSettings, samples]);
}

/** The settings of each group that not all groups share, as one text. */
function differences(groups: readonly (readonly SeedResult[])[]): string[] {
  const settings = groups.map(([first]) => settingsOf(first?.config ?? ({} as StoredConfig)));
  const paths = [...new Set(settings.flatMap((one) => [...one.keys()]))];
  const varying = paths.filter((path) => new Set(settings.map((one) => one.get(path))).size > 1);
  return settings.map((one) =>
    varying.map((path) => `${path} = ${one.get(path) ?? 'unset'}`).join(', '),
  );
}

/**
 * Sorts seeds into series, and series into panels of what may be compared: most categories first, as
 * in the paper's figure.
 */
export function panelsOf(seeds: readonly SeedResult[]): Panel[] {
  const estimators = seeds.map(({ config }) => config.estimator);
  const comparable = groupBy(seeds, ({ config }) =>
    JSON.stringify([...settingsOf(config)].toSorted()),
  );
  const suffixes = differences(comparable);
  const panels = comparable
    .flatMap((group, at) =>
      groupBy(group, ({ config }) => String(config.categories)).map((members): Panel => {
        const categories = members[0]?.config.categories ?? 0;
        const suffix = suffixes[at] ?? '';
        const runs = groupBy(members, ({ path, seed }) => path.slice(0, -seed.length));
        const series = runs.flatMap((run) => seriesOf(run, estimators)).toSorted(order);
        const title = suffix === '' ? `C = ${categories}` : `C = ${categories}, ${suffix}`;
        return { title, categories, setting: suffix, series: distinct(series) };
      }),
    )
    .toSorted((one, other) => other.categories - one.categories);
  const looks = distinctLooks(
    panels.map(({ series }) => series),
    kindOf,
  );
  return panels.map((panel, at) => ({ ...panel, series: looks[at] ?? panel.series }));
}
