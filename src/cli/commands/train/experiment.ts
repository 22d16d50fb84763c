import { join } from 'node:path';
import type { Entry } from '../../../config/entries.ts';
import { entriesFromFile } from '../../../config/file.ts';
import { pluginFiles, resolveConfig } from '../../../config/resolve.ts';
import type { ResolvedExperiment } from '../../../config/resolve.ts';
import { ConfigError } from '../../../core/errors.ts';
import type { ConfigIssue } from '../../../core/errors.ts';
import type { Named } from '../../../core/named.ts';
import { packageRoot } from '../../../core/package.ts';
import type { Estimator } from '../../../estimators/contract.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import type { TrainOptions } from './command.ts';

/** What a training command works on. */
export interface Experiment {
  readonly resolved: ResolvedExperiment;
  /** The estimators of vae-bench and of the plugins, by name. */
  readonly table: Named<Estimator>;
}

/** The configuration that is taken when --config is not given. */
const defaultConfigFile = join(packageRoot, 'configs', 'quick.json');

/**
 * The configuration that a command line describes (defaults < configuration file < --set < flags) and
 * the estimators it can choose from.
 *
 * @throws ConfigError that lists everything that is wrong; PluginError.
 */
export async function resolveOptions(options: TrainOptions): Promise<Experiment> {
  const { config: file = defaultConfigFile, settings } = options;
  const entries = [...entriesFromFile(file), ...settings.entries];
  const table = await loadEstimators(pluginFiles(entries));
  if (settings.issues.length === 0) return { resolved: resolveConfig(entries, table), table };
  throw new ConfigError([...settings.issues, ...issuesOf(entries, table)]);
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
