import { posix } from 'node:path';
import { completed } from '../config/complete.ts';
import { inFull } from '../config/entries.ts';
import { isComparable } from '../config/length.ts';
import { settingAt, settings } from '../config/settings.ts';
import { jsonLeaves } from '../core/json.ts';
import type { SeedResult } from './results.ts';

/** What a run is asked about besides its settings: the folder above the run's, relative to what was read. */
const FOLDER = 'folder';

/** Configurations with the defaults of settings that have come since, by what a config.json holds. */
const whole = new WeakMap<object, unknown>();
const leaves = new WeakMap<object, ReadonlyMap<string, string>>();

function remembered<T>(cache: WeakMap<object, T>, key: object, make: () => T): T {
  const there = cache.get(key);
  if (there !== undefined) return there;
  const made = make();
  cache.set(key, made);
  return made;
}

const configOf = ({ config }: Pick<SeedResult, 'config'>): unknown =>
  remembered(whole, config, () => completed(config));

/** The settings of a run by dotted path, as JSON; those that have come since it was written by their defaults. */
export const settingsOf = (seed: Pick<SeedResult, 'config'>): ReadonlyMap<string, string> =>
  remembered(leaves, seed.config, () => new Map(jsonLeaves(configOf(seed))));

/** What a run has for a setting, as JSON, or its folder; undefined when it has no such setting. */
export function settingIn(seed: SeedResult, path: string): string | undefined {
  if (path !== FOLDER) return settingsOf(seed).get(path);
  return JSON.stringify(posix.dirname(posix.dirname(seed.path)));
}

/** Whether runs that differ in a setting from this one may stand in one chart with it without being asked for it. */
export const mayDiffer = (seed: SeedResult, path: string): boolean =>
  path === FOLDER || isComparable(path, configOf(seed));

/** Whether runs that differ in a setting measure unlike things, so that neither is better. */
export const isMeasure = (path: string): boolean => settingAt(path)?.decidesMeaning === true;

const lastPart = (path: string) => path.slice(path.lastIndexOf('.') + 1);

const ambiguous = (() => {
  const parts = settings().map(({ path }) => lastPart(path));
  return new Set(parts.filter((part, at) => parts.indexOf(part) !== at));
})();

/** A setting in few words: `encoderLearningRate`, `optimiser` for `optimiser.name`. */
function shortName(path: string): string {
  if (path === 'categories') return 'C';
  const named = path.replace(/\.name$/, '');
  return ambiguous.has(lastPart(named)) ? named : lastPart(named);
}

/** A value without the quotation marks of JSON. */
export const shownValue = (json: string | undefined): string =>
  json === undefined ? 'unset' : json.replace(/^"(.*)"$/, '$1');

/** `encoderLearningRate = 0.0001`. */
export const shownSetting = (path: string, json: string | undefined): string =>
  `${shortName(path)} = ${shownValue(json)}`;

/** The paths of all settings of these runs. */
const pathsOf = (seeds: readonly SeedResult[]): string[] => [
  ...new Set([...seeds.flatMap((seed) => [...settingsOf(seed).keys()]), FOLDER]),
];

/**
 * The settings that a user may mean: a path, `estimator.…` for an estimator's own, a flag without its
 * dashes, or the end of a path.
 *
 * @returns none for an unknown name, several for one that does not tell them apart.
 */
export function settingsNamed(name: string, seeds: readonly SeedResult[]): string[] {
  const paths = pathsOf(seeds);
  const full = inFull(name.split('.')).join('.');
  if (paths.includes(full)) return [full];
  const flagged = settings().filter(({ flag }) => flag?.split(' ')[0] === `--${name}`);
  const ends = paths.filter((path) => path.endsWith(`.${name}`) || path === `${name}.name`);
  return flagged.length > 0 ? flagged.map(({ path }) => path) : ends;
}

/** The names of all settings of these runs, for messages. */
export const settingNames = (seeds: readonly SeedResult[]): string[] => pathsOf(seeds).toSorted();

/** The settings in which these runs differ. */
export function differing(seeds: readonly SeedResult[]): string[] {
  return pathsOf(seeds).filter(
    (path) => new Set(seeds.map((seed) => settingIn(seed, path))).size > 1,
  );
}

/** Orders values as JSON: numbers by size, anything else as text. */
export function byValue(one: string | undefined, other: string | undefined): number {
  const [first, second] = [Number(one), Number(other)];
  if (one !== undefined && other !== undefined && !Number.isNaN(first) && !Number.isNaN(second)) {
    return first - second;
  }
  return (one ?? '').localeCompare(other ?? '', 'en', { numeric: true });
}
