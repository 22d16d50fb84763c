import type { Overlay } from './overlay.ts';
import type { SeedResult } from './results.ts';
import { mayDiffer, settingIn, settingsOf } from './settings.ts';
import type { View } from './view.ts';

/** The settings that all runs of a row share. */
export function rowSettings(
  seed: SeedResult,
  overlay: Overlay,
  { facet }: View,
): [string, string][] {
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
export function differences(groups: readonly (readonly [string, string][])[]): string[] {
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
