import { join } from 'node:path';
import { entriesFromSet, resolveFiles } from '../config/entries.ts';
import type { Entry } from '../config/entries.ts';
import { entriesFromFile } from '../config/file.ts';
import { configFlags, parseValue } from '../config/flags.ts';
import { pluginFiles, resolveConfig } from '../config/resolve.ts';
import type { ResolvedConfig } from '../config/resolve.ts';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { packageRoot } from '../core/package.ts';
import type { Estimator } from '../estimators/contract.ts';
import { loadEstimators } from '../estimators/plugins.ts';
import { attribute, longName } from './experiment-flags.ts';

/** What a training command works on. */
export interface Experiment {
  readonly resolved: ResolvedConfig;
  /** The estimators of vae-bench and of the plugins, by name. */
  readonly table: Named<Estimator>;
}

/** The configuration that is taken when --config is not given. */
const defaultConfigFile = join(packageRoot, 'configs', 'quick.json');

/** Options as commander parsed them. */
export type OptionValues = Readonly<Record<string, string | string[] | boolean | undefined>>;

/** Collects entries; what cannot be read becomes an issue, so that all are reported together. */
class Collector {
  readonly entries: Entry[] = [];
  readonly issues: ConfigIssue[] = [];

  add(origin: string, path: string, read: () => Entry[]): void {
    try {
      this.entries.push(...read().map((entry) => resolveFiles(entry, process.cwd())));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.issues.push({ path, origin, message });
    }
  }
}

/** What --set and the schema's flags say. */
export function collectOptions(options: OptionValues): Collector {
  const collector = new Collector();
  for (const argument of (options.set ?? []) as string[]) {
    const origin = `--set ${argument}`;
    collector.add(origin, '', () => entriesFromSet(argument, parseValue));
  }
  for (const flag of configFlags()) {
    const argument = options[attribute(flag)];
    const given = typeof argument === 'boolean' ? argument === flag.value : argument !== undefined;
    if (!given) continue;
    const origin = longName(flag);
    collector.add(origin, flag.path, () => [
      {
        path: flag.path.split('.'),
        value: typeof argument === 'string' ? flag.parse(argument) : argument,
        origin,
      },
    ]);
  }
  return collector;
}

/**
 * The configuration that a command line describes (defaults < configuration file < --set < flags) and
 * the estimators it can choose from.
 *
 * @throws ConfigError that lists everything that is wrong; PluginError.
 */
export async function resolveOptions(options: OptionValues): Promise<Experiment> {
  const collector = collectOptions(options);
  const file = typeof options.config === 'string' ? options.config : defaultConfigFile;
  const entries = [...entriesFromFile(file), ...collector.entries];
  const table = await loadEstimators(pluginFiles(entries));
  if (collector.issues.length === 0) return { resolved: resolveConfig(entries, table), table };
  throw new ConfigError([...collector.issues, ...issuesOf(entries, table)]);
}

function issuesOf(entries: readonly Entry[], table: Named<Estimator>): readonly ConfigIssue[] {
  try {
    resolveConfig(entries, table);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}
