import { resolve } from 'node:path';
import { SETTINGS_PATH } from '../estimators/settings.ts';
import { settingAt } from './settings.ts';

/** A value of a configuration before validation, and where it was written. */
export interface Entry {
  readonly path: readonly string[];
  readonly value: unknown;
  /** `configs/quick.json:7`, `--steps` or `--set steps=10`. */
  readonly origin: string;
  /** The entries of every element of a list of objects, their paths in full: `include`, `0`, `steps`. */
  readonly elements?: readonly (readonly Entry[])[];
}

/** True for what JSON calls an object. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True when `path` is `ancestor` or lies below it. */
function isWithin(path: readonly string[], ancestor: readonly string[]): boolean {
  return ancestor.every((part, depth) => path[depth] === part);
}

/** In a sweep file, `grid.data.directory` and `include.0.data.directory` hold what `data.directory` does. */
const settingOf = (path: readonly string[]): string =>
  path.join('.').replace(/^(grid|sample\.settings|(include|exclude|zip)\.\d+)\./, '');

/** Makes the paths of files absolute that an entry names relative to `folder`. */
export function resolveFiles(entry: Entry, folder: string): Entry {
  const absolute = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(absolute);
    return typeof value === 'string' && value !== '' ? resolve(folder, value) : value;
  };
  return settingAt(settingOf(entry.path))?.namesFiles === true
    ? { ...entry, value: absolute(entry.value) }
    : entry;
}

/** An entry whose value is an object as entries for its leaves; an empty object stays one. */
export function leavesOf(entry: Entry): Entry[] {
  if (!isObject(entry.value)) return [entry];
  const children = Object.entries(entry.value);
  if (children.length === 0) return [entry];
  return children.flatMap(([key, value]) =>
    leavesOf({ ...entry, path: [...entry.path, key], value }),
  );
}

/**
 * Later entries replace earlier ones at the same path, above it (a number where an object stood) and
 * below it. An empty object replaces nothing: there is nothing in it.
 */
export function mergeEntries(entries: readonly Entry[]): Entry[] {
  return entries.reduce<Entry[]>((merged, entry) => {
    const empty = isObject(entry.value);
    if (empty && merged.some(({ path }) => isWithin(path, entry.path))) return merged;
    const kept = merged.filter(
      ({ path }) => !isWithin(path, entry.path) && !isWithin(entry.path, path),
    );
    return [...kept, entry];
  }, []);
}

/** Builds the nested object that the entries describe. */
export function nest(entries: readonly Entry[]): Record<string, unknown> {
  // Without a prototype, a key such as __proto__ is a key like any other.
  const root = Object.create(null) as Record<string, unknown>;
  for (const { path, value } of entries) {
    let parent = root;
    for (const part of path.slice(0, -1)) {
      if (!isObject(parent[part])) parent[part] = Object.create(null);
      parent = parent[part] as Record<string, unknown>;
    }
    const key = path.at(-1);
    if (key !== undefined) parent[key] = value;
  }
  return root;
}

/** Where the value at `path` was written: the entry itself, or one above or below it. */
export function originOf(entries: readonly Entry[], path: readonly string[]): string | undefined {
  return (
    entries.find((entry) => isWithin(path, entry.path)) ??
    entries.find((entry) => isWithin(entry.path, path))
  )?.origin;
}

/** `estimator.temperature` is short for `estimatorSettings.temperature`: `estimator` itself is a name. */
export function inFull([first = '', ...rest]: readonly string[]): string[] {
  return [first === 'estimator' && rest.length > 0 ? SETTINGS_PATH : first, ...rest];
}

/** Reads a `--set path=value` argument; a JSON object sets each of its leaves. */
export function entriesFromSet(argument: string, parse: (text: string) => unknown): Entry[] {
  const equals = argument.indexOf('=');
  if (equals < 1) throw new Error(`must be path=value, such as evaluation.every=100`);
  return leavesOf({
    path: inFull(argument.slice(0, equals).trim().split('.')),
    value: parse(argument.slice(equals + 1)),
    origin: `--set ${argument}`,
  });
}
