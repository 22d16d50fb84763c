import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import { settingsBesidesDefaults } from '../estimators/settings.ts';
import { RunDirectory } from '../run-files/run-directory.ts';

/** The paper's number of latent variables; other numbers show in the run id. */
const USUAL_VARIABLES = 20;

/**
 * A readable name that tells runs of one experiment apart: `ars+-c5`, `reinforce-loo-c10-n46`,
 * `exact-c3-v4`, `reinforce+baseline-c3-n3-decay-0.9`.
 */
export function runId(config: Config, { estimator, samples }: ChosenEstimator): string {
  return [
    estimator.name,
    `c${config.categories}`,
    ...(estimator.leastSamples === undefined ? [] : [`n${samples}`]),
    ...(config.variables === USUAL_VARIABLES ? [] : [`v${config.variables}`]),
    ...settingsBesidesDefaults(estimator, estimator.values).map(
      ([name, value]) => `${name}-${String(value).replace(/[^A-Za-z0-9._+]/g, '_')}`,
    ),
  ].join('-');
}

/** The folder of one seed of a run. */
export function runDirectory(config: Config, chosen: ChosenEstimator, seed: number): RunDirectory {
  return new RunDirectory(join(config.out, config.name, runId(config, chosen), `seed-${seed}`));
}
