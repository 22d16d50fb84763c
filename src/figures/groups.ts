import { settingIn, settingsOf, shownSetting, shownValue } from './settings.ts';
import { equallyDear } from './pairing.ts';
import type { Panel } from './panels.ts';
import type { Series } from './series.ts';

/** Runs that have certain values of certain settings. */
export interface Group {
  /** By dotted path, as JSON. */
  readonly conditions: ReadonlyMap<string, string>;
}

/** The runs of an estimator. */
export const estimatorGroup = (name: string): Group => ({
  conditions: new Map([['estimator', JSON.stringify(name)]]),
});

/** `ars+`, `encoderLearningRate = 0.0001`. */
export function groupLabel({ conditions }: Group): string {
  const parts = [...conditions].map(([path, json]) =>
    path === 'estimator' ? shownValue(json) : shownSetting(path, json),
  );
  return parts.join(', ');
}

/** `optimiser.encoderLearningRate=0.0001`, as `--compare` takes it. */
export const groupText = ({ conditions }: Group): string =>
  [...conditions].map(([path, json]) => `${path}=${shownValue(json)}`).join(' ');

/** The settings that two groups speak of. */
export const namedSettings = (groups: readonly Group[]): string[] => [
  ...new Set(groups.flatMap(({ conditions }) => [...conditions.keys()])),
];

function isIn({ estimator, seeds: [seed] }: Series, { conditions }: Group): boolean {
  return [...conditions].every(([path, json]) =>
    path === 'estimator'
      ? JSON.stringify(estimator) === json
      : seed !== undefined && settingIn(seed, path) === json,
  );
}

/** What two series have to share besides what a panel shares: all about their estimates that is not compared. */
export function sharedBy({ estimator, seeds: [seed] }: Series, named: readonly string[]): string {
  const own = [...(seed === undefined ? [] : settingsOf(seed))].filter(
    ([path]) => path === 'samples' || path.startsWith('estimatorSettings.'),
  );
  return JSON.stringify([estimator, own.filter(([path]) => !named.includes(path)).toSorted()]);
}

/**
 * Pairs of series of two groups that differ in nothing but what the groups speak of. Of two estimators, those
 * that evaluate f equally often where there are such, as the paper compares them, or else all.
 */
export function comparablePairs(
  { series }: Panel,
  one: Group,
  other: Group,
): (readonly [Series, Series])[] {
  const named = namedSettings([one, other]);
  const all = series
    .filter((first) => isIn(first, one))
    .flatMap((first) =>
      series
        .filter((second) => isIn(second, other) && second !== first)
        .map((second) => [first, second] as const),
    );
  if (!named.includes('estimator')) {
    return all.filter(([first, second]) => sharedBy(first, named) === sharedBy(second, named));
  }
  return equallyDear(all);
}
