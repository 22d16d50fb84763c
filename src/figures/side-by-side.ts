import { basename, relative, sep } from 'node:path';
import type { Results, SeedResult } from './results.ts';
import { panelsOf } from './panels.ts';
import type { Panel } from './panels.ts';
import { differing, settingIn, shownSetting } from './settings.ts';
import type { View } from './view.ts';

/** The panels of one folder. */
export interface FolderPanels {
  /** The folder among those that stand beside it; empty when all runs are shown together. */
  readonly name: string;
  readonly seeds: readonly SeedResult[];
  readonly panels: readonly Panel[];
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder + sep);

/** The last part of each path, or of those that would be called alike the way from the folder that holds all. */
function namesOf(folders: readonly string[], common: string): string[] {
  const short = folders.map((folder) => basename(folder));
  return short.map((name, at) =>
    short.indexOf(name) === short.lastIndexOf(name)
      ? name
      : relative(common, folders[at] ?? '') || name,
  );
}

/**
 * The panels of each of several folders, to stand side by side; or of all runs together, where there is one folder of runs, or
 * where colours or rows stand for settings: these tell runs apart, then. A folder that holds comparisons alone has no panels.
 *
 * @param folders - absolute paths.
 */
export function folderPanels(
  { folder: common, seeds, comparisons }: Pick<Results, 'folder' | 'seeds' | 'comparisons'>,
  folders: readonly string[],
  view: View,
): FolderPanels[] {
  const runsOf = (folder: string) =>
    seeds.filter(({ directory }) => isWithin(directory.path, folder));
  const compares = (folder: string) => comparisons.some((one) => isWithin(one.folder, folder));
  // One without anything waits for its first run.
  const ofRuns = folders.filter((folder) => runsOf(folder).length > 0 || !compares(folder));
  if (ofRuns.length < 2 || view.colour.length > 0 || view.facet.length > 0) {
    return [{ name: '', seeds, panels: panelsOf(seeds, view) }];
  }
  const names = namesOf(ofRuns, common);
  return ofRuns.map((folder, at) => {
    const own = runsOf(folder);
    return { name: names[at] ?? '', seeds: own, panels: panelsOf(own, view, seeds) };
  });
}

/** Panels of several folders that have one title, in the order of the folders; undefined where a folder has none. */
export interface Facet {
  readonly title: string;
  readonly panels: readonly (Panel | undefined)[];
}

/** The titles of all folders, each with the panels that stand side by side. */
export function facetsOf(all: readonly FolderPanels[]): Facet[] {
  const panels = all.flatMap((one) => one.panels);
  const titles = [...new Set(panels.map(({ title }) => title))];
  const categories = (title: string) => panels.find((one) => one.title === title)?.categories ?? 0;
  return titles
    .toSorted((one, other) => categories(other) - categories(one))
    .map((title) => ({
      title,
      panels: all.map((one) => one.panels.find((panel) => panel.title === title)),
    }));
}

/** The settings that all runs of a folder share, and that another folder has otherwise: `steps = 5000`. */
export function folderSettings(all: readonly FolderPanels[]): string[][] {
  if (all.length < 2) return [];
  const paths = differing(all.flatMap(({ seeds }) => seeds)).filter((path) =>
    all.every(({ seeds }) => new Set(seeds.map((seed) => settingIn(seed, path))).size === 1),
  );
  return all.map(({ seeds: [seed] }) =>
    seed === undefined
      ? []
      : paths
          .filter((path) => path !== 'folder' && path !== 'name' && path !== 'out')
          .map((path) => shownSetting(path, settingIn(seed, path))),
  );
}
