import type { z } from 'zod';
import { parseValue } from '../../config/flags.ts';
import { UsageError } from '../../core/errors.ts';
import { groupText, namedSettings } from '../../figures/groups.ts';
import type { Group } from '../../figures/groups.ts';
import type { SeedResult } from '../../figures/results.ts';
import { panelsOf } from '../../figures/panels.ts';
import type { Panel } from '../../figures/panels.ts';
import { byValue, settingIn, shownValue } from '../../figures/settings.ts';
import { assertAmong } from '../options/names.ts';
import type { viewOptions } from './options.ts';
import { settingFor } from './view.ts';

/** The parts of a text between separators, which do not count within brackets: `[512, 256]` is one part. */
function partsOf(text: string, separator: RegExp): string[] {
  let depth = 0;
  let part = '';
  const parts: string[] = [];
  for (const letter of text) {
    depth += '[{'.includes(letter) ? 1 : 0;
    depth -= ']}'.includes(letter) ? 1 : 0;
    if (depth <= 0 && separator.test(letter)) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part];
}

/** What the runs have for a setting, each value once. */
const valuesOf = (path: string, seeds: readonly SeedResult[]): string[] =>
  [...new Set(seeds.flatMap((seed) => settingIn(seed, path) ?? []))].toSorted(byValue);

/** A value as JSON, as the runs have it: `1e-4` is 0.0001, and a name of digits is a text. */
function valueFor(flag: string, path: string, text: string, seeds: readonly SeedResult[]): string {
  const known = valuesOf(path, seeds);
  if (path === 'estimator') assertAmong(flag, [text], known.map(shownValue));
  const forms = [JSON.stringify(parseValue(text)), JSON.stringify(text)];
  const found = forms.find((json) => known.includes(json));
  if (found !== undefined) return found;
  const values = known.map(shownValue).join(', ');
  throw new UsageError(`${flag}: no run has ${path}=${text}. The runs have ${values || 'none'}.`);
}

/** A group as it is written: conditions with spaces between them. */
function groupOf(
  flag: string,
  text: string,
  byDefault: string,
  seeds: readonly SeedResult[],
): Group {
  const conditions = partsOf(text, /\s/)
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const equals = part.indexOf('=');
      if (equals < 0) return [byDefault, valueFor(flag, byDefault, part, seeds)];
      const path = settingFor(flag, part.slice(0, equals), seeds);
      return [path, valueFor(flag, path, part.slice(equals + 1), seeds)];
    });
  return { conditions: new Map(conditions) };
}

/**
 * The two groups of a flag such as --compare: `ars+,ars`, `encoderLearningRate=1e-4,3e-4`, `"estimator=ars+ samples=4,estimator=ars"`.
 * A value alone is one of the setting before it, or of the estimator.
 *
 * @throws UsageError when there are not two, or no run has what one of them says.
 */
export function groupsOf(
  flag: string,
  text: string,
  seeds: readonly SeedResult[],
): readonly [Group, Group] {
  const groups: Group[] = [];
  for (const part of partsOf(text, /,/)) {
    const [before = 'estimator', ...more] = groups.at(-1)?.conditions.keys() ?? [];
    if (part.trim() === '') assertAmong(flag, [''], valuesOf('estimator', seeds).map(shownValue));
    groups.push(groupOf(flag, part, more.length === 0 ? before : 'estimator', seeds));
  }
  const [one, other, ...more] = groups;
  if (
    one === undefined ||
    other === undefined ||
    more.length > 0 ||
    groupText(one) === groupText(other)
  ) {
    throw new UsageError(
      `${flag} takes two groups of runs, such as ars+,ars or encoderLearningRate=1e-4,3e-4; found "${text}".`,
    );
  }
  return [one, other];
}

/** Two groups of runs, and the panels in which they meet. */
export interface Compared {
  readonly groups: readonly [Group, Group];
  readonly panels: readonly Panel[];
}

/**
 * What a flag compares.
 *
 * @param two - what was given to it.
 * @throws UsageError when there are not two groups, no run has what one of them says, or other flags say what differs.
 */
export function comparedBy(
  flag: string,
  two: readonly string[],
  { colour, facet }: z.output<z.ZodObject<typeof viewOptions>>,
  seeds: readonly SeedResult[],
): Compared {
  if (colour !== undefined || facet !== undefined) {
    throw new UsageError(`${flag} says itself what differs: leave out --colour and --facet.`);
  }
  const groups = groupsOf(flag, two.join(','), seeds);
  const named = namedSettings(groups).filter((path) => path !== 'estimator');
  return { groups, panels: panelsOf(seeds, { colour: named, facet: [] }) };
}
