import { dirname } from 'node:path';
import { colourLook, distinctLooks } from './looks.ts';
import { Overlay } from './overlay.ts';
import type { SeedResult } from './results.ts';
import { differences, rowSettings } from './row-settings.ts';
import { distinct, order, seriesOf } from './series.ts';
import type { Series } from './series.ts';
import { byValue, differing, isMeasure, settingIn } from './settings.ts';
import { estimatorsView } from './view.ts';
import type { View } from './view.ts';

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

const descending = (numbers: readonly number[]) =>
  [...new Set(numbers)].toSorted((one, other) => other - one);

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

/** The series of seeds that share their settings, but for those that may differ within a panel. */
function panelOf(
  members: readonly SeedResult[],
  setting: string,
  estimators: readonly string[],
  overlay: Overlay,
): Panel {
  const all = descending(members.map(({ config }) => config.categories));
  const heading = `C = ${all.join(', ')}`;
  const runs = groupBy(members, ({ path, seed }) => path.slice(0, -seed.length));
  const series = runs.flatMap((run) => seriesOf(run, estimators, overlay)).toSorted(order(overlay));
  return {
    title: setting === '' ? heading : `${heading}, ${setting}`,
    heading,
    categories: all[0] ?? 0,
    setting,
    unlike: overlay.colour.filter(isMeasure).filter((path) => differing(members).includes(path)),
    series: distinct(series),
  };
}

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
  const settings = differences(
    rows.map(([seed]) => (seed ? rowSettings(seed, overlay, view) : [])),
  );
  const panels = rows
    .flatMap((row, at) =>
      groupBy(row, ({ config }) =>
        overlay.allows('categories') ? '' : String(config.categories),
      ).map((members) => panelOf(members, settings[at] ?? '', estimators, overlay)),
    )
    .toSorted((one, other) => other.categories - one.categories);
  return looking(coloured(ordered(panels, view), overlay));
}
