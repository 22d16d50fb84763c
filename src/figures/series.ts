import { dirname } from 'node:path';
import { appearanceOf, isMerged } from './appearance.ts';
import type { Appearance } from './appearance.ts';
import { colourLook, distinctLooks } from './looks.ts';
import { settingAt } from '../config/settings.ts';
import type { SeedResult } from './results.ts';
import {
  byValue,
  differing,
  mayDiffer,
  isMeasure,
  settingIn,
  settingsOf,
  shownSetting,
} from './settings.ts';
import { estimatorsView } from './view.ts';
import type { View } from './view.ts';

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

/** Series that may be compared: they share the number of categories and every other setting, unless a view says otherwise. */
export interface Panel {
  /** `C = 10`, and the setting. */
  readonly title: string;
  /** `C = 10`; of several numbers of categories, all of them. */
  readonly heading: string;
  /** The largest of them. */
  readonly categories: number;
  /** The settings that tell it from other panels of this C: `batchSize = 100`; empty when none do. */
  readonly setting: string;
  /** Settings in which its series differ and that decide what is measured: no series is better than another then. */
  readonly unlike: readonly string[];
  readonly series: readonly Series[];
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

/** The settings that runs may differ in within one panel. */
class Overlay {
  readonly colour: readonly string[];
  readonly #seeds: readonly SeedResult[];
  readonly #allowed = new Map<string, boolean>();

  constructor({ colour }: View, seeds: readonly SeedResult[]) {
    this.colour = colour;
    this.#seeds = seeds;
  }

  allows(path: string): boolean {
    const known = this.#allowed.get(path);
    if (known !== undefined) return known;
    const allowed = this.colour.includes(path) || this.#follows(path);
    this.#allowed.set(path, allowed);
    return allowed;
  }

  /** An optimiser's own settings are there or not by its name: they need not be named beside it. */
  #follows(path: string): boolean {
    const { chosenBy } = settingAt(path) ?? {};
    if (chosenBy === undefined || !this.colour.includes(chosenBy.path)) return false;
    const values = new Set(this.#seeds.map((seed) => settingIn(seed, path)));
    values.delete(undefined);
    return values.size <= 1;
  }

  /** What a series' colour stands for, where that are settings. */
  textOf(seed: SeedResult): string {
    return this.colour.map((path) => shownSetting(path, settingIn(seed, path))).join(', ');
  }

  /** What its label has to say of them beside estimator and evaluations. */
  labelOf(seed: SeedResult): string {
    return this.colour
      .filter((path) => path !== 'estimator' && path !== 'samples')
      .map((path) => `, ${shownSetting(path, settingIn(seed, path))}`)
      .join('');
  }

  /** The same in full. */
  variedOf(seed: SeedResult): string {
    return this.colour
      .filter((path) => path !== 'estimator' && path !== 'categories')
      .map((path) => `${path} = ${settingIn(seed, path) ?? 'unset'}`)
      .join(', ');
  }

  compare(one: SeedResult | undefined, other: SeedResult | undefined): number {
    if (one === undefined || other === undefined) return 0;
    const orders = this.colour.map((path) => byValue(settingIn(one, path), settingIn(other, path)));
    return orders.find((order) => order !== 0) ?? 0;
  }
}

function seriesOf(
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
function distinct(series: readonly Series[]): Series[] {
  const count = (label: string) => series.filter((one) => one.label === label).length;
  return series.map((one) =>
    count(one.label) === 1 ? one : { ...one, label: `${one.label} ${one.id}` },
  );
}

/** Where a series stands in a legend: by its cost, then by estimator, then by what its colour stands for. */
const order = (overlay: Overlay) => (one: Series, other: Series) =>
  Number(one.merged) - Number(other.merged) ||
  one.title.localeCompare(other.title, 'en') ||
  (overlay.colour.includes('categories') ? 0 : (one.evaluations ?? 0) - (other.evaluations ?? 0)) ||
  overlay.compare(one.seeds[0], other.seeds[0]);

/** What is the same of series that should look the same in every row. */
function kindOf({ id, estimator, seeds: [first] }: Series): string {
  const { estimatorSettings, samples } = (first?.config ?? {}) as Record<string, unknown>;
  return JSON.stringify([dirname(id), estimator, estimatorSettings, samples]);
}

/** Colours by what they stand for, where that are settings: the same in every row. */
function coloured(panels: readonly Panel[], overlay: Overlay): Panel[] {
  if (overlay.colour.length === 0 || overlay.colour.join() === 'estimator') return [...panels];
  const all = panels.flatMap(({ series }) => series);
  const sorted = all.toSorted((one, other) => overlay.compare(one.seeds[0], other.seeds[0]));
  const groups = [...new Set(sorted.map(({ group }) => group))];
  return panels.map((panel) => ({
    ...panel,
    series: panel.series.map((one) => ({ ...one, ...colourLook(groups.indexOf(one.group)) })),
  }));
}

/** The settings that all runs of a row share. */
function rowSettings(seed: SeedResult, overlay: Overlay, { facet }: View): [string, string][] {
  const shared = [...settingsOf(seed)].filter(
    ([path]) => path !== 'categories' && !mayDiffer(seed, path) && !overlay.allows(path),
  );
  const asked = facet.filter((path) => path !== 'categories' && mayDiffer(seed, path));
  return [...shared, ...asked.map((path): [string, string] => [path, settingIn(seed, path) ?? ''])];
}

/** Whether groups of the same data set all read the same folder, so that its name says which. */
function nameTellsFolder(settings: readonly ReadonlyMap<string, string>[]): boolean {
  const different = (...paths: readonly string[]) =>
    new Set(settings.map((one) => JSON.stringify(paths.map((path) => one.get(path))))).size;
  return different('data.name') === different('data.name', 'data.directory');
}

/** The settings of each group that not all groups share, as one text. */
function differences(groups: readonly (readonly [string, string][])[]): string[] {
  const settings = groups.map((group) => new Map(group));
  const paths = [...new Set(groups.flatMap((group) => group.map(([path]) => path)))];
  const varying = paths.filter((path) => new Set(settings.map((one) => one.get(path))).size > 1);
  const named = nameTellsFolder(settings)
    ? varying.filter((path) => path !== 'data.directory')
    : varying;
  return settings.map((one) =>
    named.map((path) => `${path} = ${one.get(path) ?? 'unset'}`).join(', '),
  );
}

const descending = (numbers: readonly number[]) =>
  [...new Set(numbers)].toSorted((one, other) => other - one);

/**
 * Sorts seeds into series, and series into panels of what may be compared: most categories first, as
 * in the paper's figure.
 *
 * @param view - what may differ within a panel besides estimators.
 * @param among - seeds among which estimators look as they do here, those of other folders too.
 */
export function panelsOf(
  seeds: readonly SeedResult[],
  view: View = estimatorsView,
  among = seeds,
): Panel[] {
  const overlay = new Overlay(view, seeds);
  const estimators = among.map(({ config }) => config.estimator);
  const rows = groupBy(seeds, (seed) =>
    JSON.stringify(rowSettings(seed, overlay, view).toSorted()),
  );
  const suffixes = differences(
    rows.map(([seed]) => (seed ? rowSettings(seed, overlay, view) : [])),
  );
  const panels = rows
    .flatMap((row, at) =>
      groupBy(row, ({ config }) =>
        overlay.allows('categories') ? '' : String(config.categories),
      ).map((members): Panel => {
        const all = descending(members.map(({ config }) => config.categories));
        const setting = suffixes[at] ?? '';
        const heading = `C = ${all.join(', ')}`;
        const runs = groupBy(members, ({ path, seed }) => path.slice(0, -seed.length));
        const series = runs
          .flatMap((run) => seriesOf(run, estimators, overlay))
          .toSorted(order(overlay));
        return {
          title: setting === '' ? heading : `${heading}, ${setting}`,
          heading,
          categories: all[0] ?? 0,
          setting,
          unlike: overlay.colour
            .filter(isMeasure)
            .filter((path) => differing(members).includes(path)),
          series: distinct(series),
        };
      }),
    )
    .toSorted((one, other) => other.categories - one.categories);
  return looking(coloured(ordered(panels, view), overlay));
}

/** Rows in the order of the values of what they are there for. */
function ordered(panels: readonly Panel[], { facet }: View): Panel[] {
  const paths = facet.filter((path) => path !== 'categories');
  const valueOf = ({ series: [one] }: Panel, path: string) => {
    const [seed] = one?.seeds ?? [];
    return seed && settingIn(seed, path);
  };
  return panels.toSorted(
    (one, other) =>
      paths.map((path) => byValue(valueOf(one, path), valueOf(other, path))).find(Boolean) ?? 0,
  );
}

/** The panels, their series told apart. */
function looking(panels: readonly Panel[]): Panel[] {
  const looks = distinctLooks(
    panels.map(({ series }) => series),
    kindOf,
  );
  return panels.map((panel, at) => ({ ...panel, series: looks[at] ?? panel.series }));
}
