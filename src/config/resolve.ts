import type { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import { shownValue } from '../core/json.ts';
import type { Named } from '../core/named.ts';
import { didYouMean, nearestTo } from '../core/suggest.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import { estimatorNamed } from '../estimators/named.ts';
import type { Estimator, SettingValues } from '../estimators/contract.ts';
import { completeSettings } from '../estimators/settings.ts';
import { leavesOf, mergeEntries, nest, originOf } from './entries.ts';
import type { Entry } from './entries.ts';
import { configSchema } from './schema.ts';
import type { Config } from './schema.ts';
import { settingAt, settings } from './settings.ts';
import type { Setting } from './settings.ts';

/** A validated configuration that still knows where each value was written. */
export interface ResolvedConfig {
  readonly config: Config;
  /** Where the value at a dotted path was written, or `default`. */
  readonly origin: (path: string) => string;
}

/** The value of a setting that chooses others, as the entries have it. */
function chosenValue(path: string, entries: readonly Entry[]): unknown {
  const entry = entries.find((one) => one.path.join('.') === path);
  return entry === undefined ? settingAt(path)?.defaultValue : entry.value;
}

/** A configuration whose estimator is known, too. */
export interface ResolvedExperiment extends ResolvedConfig {
  /**
   * The estimator with its number of samples and its cost.
   *
   * @throws ConfigError when it cannot handle the dimensions, with file and line or flag.
   */
  readonly choose: () => ChosenEstimator;
}

/** The keys that are allowed right below `path`. */
function keysBelow(path: readonly string[], entries: readonly Entry[]): string[] {
  const keys = settings()
    .filter(
      ({ chosenBy }) =>
        chosenBy === undefined ||
        chosenBy.values.some((value) => value === chosenValue(chosenBy.path, entries)),
    )
    .map(({ path: known }) => known.split('.'))
    .filter((parts) => path.every((part, depth) => parts[depth] === part))
    .flatMap((parts) => parts.slice(path.length, path.length + 1));
  return [...new Set(keys)];
}

/** `{ "optimiser": { "beta1": … } }`. */
const nestedForm = (path: readonly string[]): string =>
  path.reduceRight((inner, key) => `{ ${JSON.stringify(key)}: ${inner} }`, '…');

function unknownKey(parent: readonly string[], key: string, entries: readonly Entry[]): string {
  const full = (name: string) => [...parent, name].join('.');
  if (key.includes('.') && settingAt(full(key)) !== undefined) {
    return `is nested in files: ${nestedForm(full(key).split('.'))}`;
  }
  const { path: chooser, values = [] } = settingAt(full(key))?.chosenBy ?? {};
  if (chooser !== undefined) {
    const value = JSON.stringify(chosenValue(chooser, entries));
    return `is a setting for ${chooser} ${values.join(' or ')}; ${chooser} is ${value}`;
  }
  const known = keysBelow(parent, entries);
  const nearest = nearestTo(key, known);
  const hint =
    nearest === undefined
      ? `Known here: ${known.map(full).join(', ')}.`
      : `Did you mean "${full(nearest)}"?`;
  return `is not a setting. ${hint}`;
}

/** The words of which a value was to be one. */
function wordsFor(issue: z.core.$ZodIssue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []) : [];
}

function toIssues(issue: z.core.$ZodIssue, entries: readonly Entry[]): ConfigIssue[] {
  const at = (path: readonly string[], message: string): ConfigIssue => {
    const origin = originOf(entries, path);
    return { path: path.join('.'), message, ...(origin !== undefined && { origin }) };
  };
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => at([...path, key], unknownKey(path, key, entries)));
  }
  const found = entries.find((entry) => entry.path.join('.') === path.join('.'));
  const shown = found === undefined ? '' : `; found ${shownValue(found.value)}`;
  const hint =
    typeof found?.value === 'string' ? didYouMean(found.value, wordsFor(issue).map(String)) : '';
  return [at(path, `${issue.message}${shown}${hint === '' ? '' : `.${hint}`}`)];
}

const choiceSchema = configSchema.pick({ estimator: true, estimatorSettings: true });

/**
 * All settings that the estimator has, or what is wrong with its name or with those that are given; neither
 * where the schema finds the fault.
 */
function settingsOfEstimator(
  { estimator, estimatorSettings }: Record<string, unknown>,
  table: Named<Estimator>,
): { values?: SettingValues; issues: readonly ConfigIssue[] } {
  const choice = choiceSchema.safeParse({ estimator, estimatorSettings });
  if (!choice.success) return { issues: [] };
  try {
    const known = estimatorNamed(choice.data.estimator, table);
    return { values: completeSettings(known, choice.data.estimatorSettings), issues: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { issues: error.issues };
    throw error;
  }
}

/** Calls `make` the first time, and gives the same value ever after. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * Merges entries (later ones win), fills in the defaults and validates the whole.
 *
 * @param table - the estimators that there are; any name and any settings of one when left out.
 * @throws ConfigError that lists everything that is wrong, with file and line or flag.
 */
export function resolveConfig(entries: readonly Entry[]): ResolvedConfig;
export function resolveConfig(
  entries: readonly Entry[],
  table: Named<Estimator>,
): ResolvedExperiment;
export function resolveConfig(
  entries: readonly Entry[],
  table?: Named<Estimator>,
): ResolvedConfig | ResolvedExperiment {
  const merged = mergeEntries(entries);
  const nested = nest(merged);
  const result = configSchema.safeParse(nested);
  const own = table === undefined ? { issues: [] } : settingsOfEstimator(nested, table);
  const origin = (path: string) => originOf(merged, path.split('.'));
  if (!result.success || own.issues.length > 0) {
    throw new ConfigError([
      ...(result.error?.issues ?? []).flatMap((issue) => toIssues(issue, merged)),
      ...own.issues.map((issue) => ({ ...issue, origin: origin(issue.path) ?? 'default' })),
    ]);
  }
  const config = { ...result.data, ...(own.values && { estimatorSettings: own.values }) };
  const resolved: ResolvedConfig = { config, origin: (path) => origin(path) ?? 'default' };
  if (table === undefined) return resolved;
  const choose = once(() => attributed(resolved, () => chooseEstimator(config, table)));
  return { ...resolved, choose };
}

/**
 * Validates a configuration that did not come from files and flags.
 *
 * @throws ConfigError that lists everything that is wrong.
 */
export function assertValid(config: Config): void {
  resolveConfig(leavesOf({ path: [], value: config, origin: '' }));
}

/** The plugin files that entries name, before validation; what is no list of paths is left out. */
export function pluginFiles(entries: readonly Entry[]): string[] {
  const { plugins } = nest(mergeEntries(entries));
  const result = configSchema.shape.plugins.safeParse(plugins);
  return result.success ? result.data : [];
}

/** The value at a dotted path of a configuration; undefined where it has no such setting. */
export function valueAt(config: Config, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config);
}

/** The settings that a configuration has; see `settings`. */
export function settingsOf(config: Config): Setting[] {
  return settings().filter(({ path }) => valueAt(config, path) !== undefined);
}

/** The same error, with the origin of every value that an issue names. */
export function withOrigins(error: ConfigError, { origin }: ResolvedConfig): ConfigError {
  const issues = error.issues.map((issue) =>
    issue.origin === undefined && issue.path !== ''
      ? { ...issue, origin: origin(issue.path) }
      : issue,
  );
  return new ConfigError(issues, { cause: error });
}

/** Runs `action`; a ConfigError names the origins of the values that it is about. */
export function attributed<T>(resolved: ResolvedConfig, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof ConfigError ? withOrigins(error, resolved) : error;
  }
}
