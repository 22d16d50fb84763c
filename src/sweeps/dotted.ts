import type { Entry } from '../config/entries.ts';
import type { ConfigIssue } from '../core/errors.ts';
import { SETTINGS_PATH } from '../estimators/settings.ts';

/** `optimiser.beta1` as `optimiser`, `beta1`. An estimator's own settings may have names with dots. */
function partsOf(path: readonly string[]): string[] {
  const [first = '', ...rest] = path;
  const [head = '', ...tail] = first.split('.');
  if (head === SETTINGS_PATH || (head === 'estimator' && tail.length > 0)) {
    return [SETTINGS_PATH, ...(tail.length === 0 ? [] : [tail.join('.')]), ...rest];
  }
  return path.flatMap((key) => key.split('.'));
}

/**
 * Entries of a sweep's section with dotted names taken apart, so that both forms mean the same.
 *
 * @param depth - parts of their paths that are no setting: 1 for `grid`, 2 for `include` and `0`.
 */
export const takenApart = (entries: readonly Entry[], depth: number): Entry[] =>
  entries.map((entry) => {
    const [above, below] = [entry.path.slice(0, depth), entry.path.slice(depth)];
    return below.length === 0 ? entry : { ...entry, path: [...above, ...partsOf(below)] };
  });

const fileOf = ({ origin }: Entry): string => origin.replace(/:\d+$/, '');

/** Settings that one file sets twice, in both forms. Those of a file that it extends are replaced. */
export function writtenTwice(entries: readonly Entry[]): ConfigIssue[] {
  const seen = new Map<string, Entry>();
  return entries.flatMap((entry) => {
    const path = entry.path.join('.');
    const key = JSON.stringify([fileOf(entry), path]);
    const earlier = seen.get(key);
    seen.set(key, entry);
    const { origin } = entry;
    return earlier === undefined
      ? []
      : [{ path, origin, message: `is written twice, first at ${earlier.origin}` }];
  });
}
