import type { z } from 'zod';
import { UsageError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import { settingNames, settingsNamed } from '../../figures/settings.ts';
import type { SeedResult } from '../../figures/results.ts';
import { estimatorsView, studied } from '../../figures/view.ts';
import type { View } from '../../figures/view.ts';
import type { viewOptions } from './options.ts';

type ViewOptions = z.output<z.ZodObject<typeof viewOptions>>;

/**
 * The path of a setting of these runs by its name.
 *
 * @param flag - that it was given to.
 * @throws UsageError when there is none, or more than one.
 */
export function settingFor(flag: string, name: string, seeds: readonly SeedResult[]): string {
  const [path, ...more] = settingsNamed(name, seeds);
  if (path === undefined) {
    const known = settingNames(seeds);
    throw new UsageError(
      `${flag} takes settings of the runs; found "${name}".${didYouMean(name, known)} They have ${known.join(', ')}.`,
    );
  }
  if (more.length > 0) {
    throw new UsageError(
      `${flag} ${name} may be ${[path, ...more].join(' or ')}: name one of them.`,
    );
  }
  return path;
}

/**
 * What charts and tables compare: what was asked for, or else the one setting that runs of one estimator
 * differ in.
 *
 * @throws UsageError for a name that is no setting of the runs.
 */
export function viewOf({ colour, facet }: ViewOptions, seeds: readonly SeedResult[]): View {
  // A folder that is being watched may fill later.
  if (seeds.length === 0) return estimatorsView;
  const paths = (flag: string, names: readonly string[] = []) =>
    names.map((name) => settingFor(flag, name, seeds));
  const facets = paths('--facet', facet);
  const colours = colour === undefined ? studied(seeds, facets) : paths('--colour', colour);
  const both = facets.find((path) => colours.includes(path));
  if (both !== undefined) {
    throw new UsageError(
      `${both} cannot be both in --colour and in --facet: a row would have one value of it.`,
    );
  }
  return { colour: colours, facet: facets };
}
