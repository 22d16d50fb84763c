import type { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { mergeEntries, nest, originOf } from './entries.ts';
import type { Entry } from './entries.ts';
import { configFields } from './flags.ts';
import { configSchema } from './schema.ts';
import type { Config } from './schema.ts';

/** A validated configuration that still knows where each value was written. */
export interface ResolvedConfig {
  readonly config: Config;
  /** Where the value at a dotted path was written, or `default`. */
  readonly origin: (path: string) => string;
}

/** The keys that are allowed right below `path`. */
function keysBelow(path: readonly string[]): string[] {
  const keys = configFields()
    .map((field) => field.path.split('.'))
    .filter((parts) => path.every((part, depth) => parts[depth] === part))
    .flatMap((parts) => parts.slice(path.length, path.length + 1));
  return [...new Set(keys)];
}

function unknownKey(parent: readonly string[], key: string): string {
  const known = keysBelow(parent);
  const hint = didYouMean(key, known);
  return hint === ''
    ? `is not a setting. Known here: ${known.join(', ')}.`
    : `is not a setting.${hint}`;
}

function toIssues(issue: z.core.$ZodIssue, entries: readonly Entry[]): ConfigIssue[] {
  const at = (path: readonly string[], message: string): ConfigIssue => {
    const origin = originOf(entries, path);
    return { path: path.join('.'), message, ...(origin !== undefined && { origin }) };
  };
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => at([...path, key], unknownKey(path, key)));
  }
  const found = entries.find((entry) => entry.path.join('.') === path.join('.'));
  const shown = found === undefined ? '' : `; found ${JSON.stringify(found.value)}`;
  return [at(path, `${issue.message}${shown}`)];
}

/**
 * Merges entries (later ones win), fills in the defaults and validates the whole.
 *
 * @throws ConfigError that lists everything that is wrong, with file and line or flag.
 */
export function resolveConfig(entries: readonly Entry[]): ResolvedConfig {
  const merged = mergeEntries(entries);
  const result = configSchema.safeParse(nest(merged));
  if (!result.success) {
    throw new ConfigError(result.error.issues.flatMap((issue) => toIssues(issue, merged)));
  }
  return {
    config: result.data,
    origin: (path) => originOf(merged, path.split('.')) ?? 'default',
  };
}

/** The value at a dotted path of a configuration. */
export function valueAt(config: Config, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
}

/**
 * Attaches the origin of a value to an issue that was found after validation, such as an unknown
 * estimator.
 */
export function located(resolved: ResolvedConfig, path: string, message: string): ConfigIssue {
  return { path, message, origin: resolved.origin(path) };
}
