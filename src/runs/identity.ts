import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { completed } from '../config/complete.ts';
import { decidesLength } from '../config/length.ts';
import type { Config } from '../config/schema.ts';
import { settingAt } from '../config/settings.ts';
import { jsonLeaves } from '../core/json.ts';
import type { Named } from '../core/named.ts';
import type { Dataset } from '../datasets/contract.ts';

/** What decides the numbers of metrics.csv, as JSON texts by path: `steps` → `3000`. */
export type Identity = Named<string>;

/**
 * The part of a configuration, as config.json holds it, that decides the numbers of a run up to any step:
 * all that decides numbers, without what decides only where the run ends.
 */
export function configIdentity(config: unknown): Identity {
  const whole = completed(config);
  return Object.fromEntries(
    jsonLeaves(whole).filter(
      ([path]) => settingAt(path)?.decidesNumbers !== false && !decidesLength(path, whole),
    ),
  );
}

/** SHA-256 of the plugin modules, in the order of the configuration; what they import is not in it. */
export function pluginChecksums({ plugins }: Pick<Config, 'plugins'>): string[] {
  return plugins.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'));
}

/** Checksums of what was read besides the configuration. */
export function contentIdentity(data: Dataset['checksums'], plugins: readonly string[]): Identity {
  return Object.fromEntries([
    ...Object.entries(data).map(([file, sha256]) => [`data ${file}`, sha256]),
    ...plugins.map((sha256, at) => [`plugins.${at}`, sha256]),
  ]) as Identity;
}

/** SHA-256 of an identity, whatever the order of its entries. */
export function identityHash(identity: Identity, seed: number): string {
  const entries = Object.entries({ ...identity, seed: String(seed) }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}

/** What two identities do not share: a path, and what each of them has there, if it has something. */
export interface Difference {
  readonly path: string;
  readonly earlier: string | undefined;
  readonly now: string | undefined;
}

/** What two identities do not share. */
export function differences(earlier: Identity, now: Identity): Difference[] {
  const paths = [...new Set([...Object.keys(earlier), ...Object.keys(now)])];
  return paths
    .filter((path) => earlier[path] !== now[path])
    .map((path) => ({ path, earlier: earlier[path], now: now[path] }));
}

/** `steps: 3000 → 4000`. */
export const shownDifference = ({ path, earlier, now }: Difference): string =>
  `${path}: ${earlier ?? '(none)'} → ${now ?? '(none)'}`;
