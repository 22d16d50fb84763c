import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/schema.ts';
import { RunDirectoryError } from '../core/errors.ts';
import type { RunDirectory } from './directory.ts';
import type { RunRecord } from './record.ts';

/** What a run directory is good for: a fresh run, or nothing more since its run is complete. */
export type Claim = 'fresh' | 'completed';

/** The configuration of one seed, as config.json holds it. */
export function seedConfig(config: Config, seed: number): Config {
  return { ...config, seeds: [seed] };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Settings that decide no number of metrics.csv. */
function numbersOnly(config: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config;
  return { ...config, out: null };
}

/**
 * Takes a run directory for a run of this configuration. A completed run of the same configuration is
 * left as it is; anything else that is there is an error, or replaced when `force` is set.
 *
 * @throws RunDirectoryError when the directory holds another or an unfinished run, or cannot be made.
 */
export function claim(
  directory: RunDirectory,
  config: Config,
  { force }: { force: boolean },
): Claim {
  const present = directory.files.filter((file) => existsSync(file));
  if (present.length > 0 && !force) {
    const record = readJson(directory.record) as Partial<RunRecord> | undefined;
    const earlier = readJson(directory.config);
    const same = isDeepStrictEqual(numbersOnly(earlier), numbersOnly(config));
    if (same && record?.status === 'completed') return 'completed';
    const state = record?.status ?? 'unreadable';
    const ofThis = `holds a run of this configuration that is ${state}`;
    const ofOther =
      earlier === undefined
        ? 'holds files of a run whose config.json is missing or unreadable'
        : 'holds a run of another configuration';
    const found = same ? ofThis : ofOther;
    const remedy = 'Use --force to replace it, or another --name or --out.';
    throw new RunDirectoryError(directory.path, found, remedy);
  }
  for (const file of present) rmSync(file);
  try {
    mkdirSync(directory.path, { recursive: true });
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new RunDirectoryError(
      directory.path,
      `cannot be made (${code})`,
      'Choose another folder with --out.',
    );
  }
  return 'fresh';
}
