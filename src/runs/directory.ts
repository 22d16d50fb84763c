import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { ConfigError } from '../core/errors.ts';
import { nameOf, shortened, whyTooLong } from '../core/file-names.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import { settingsBesidesDefaults } from '../estimators/settings.ts';
import { RunDirectory } from '../run-files/run-directory.ts';

/** The paper's number of latent variables; other numbers show in the run id. */
const USUAL_VARIABLES = 20;

/** The name of an estimator's setting, which must not look like another part of a run id. */
const settingName = (name: string): string =>
  /^[a-z][A-Za-z]*$/.test(name) ? name : nameOf([name]);

/**
 * What tells a run that starts from another one's checkpoint: `from-pilot_ars+_c5_seed_0_1f8a09c2d3`. Places
 * count as they are seen from the results folder, so that it can be moved as a whole.
 */
function originOf({ init: { from, optimiser }, out }: Config): string[] {
  if (from === null) return [];
  const { checkpoint } = new RunDirectory(from);
  const place = basename(from) === basename(checkpoint) ? dirname(from) : from;
  const named = nameOf(relative(resolve(out), resolve(place)));
  return [`from-${named}`, ...(optimiser ? ['optimiser'] : [])];
}

/**
 * A readable name that tells runs of one experiment apart: `ars+-c5`, `reinforce-loo-c10-n46`,
 * `exact-c3-v4`, `reinforce+baseline-c3-n3-decay-0.9`. Different runs have different ones, also where
 * letter case does not count; one that is too long for a folder ends with a hash of the whole.
 */
export function runId(config: Config, { estimator, samples }: ChosenEstimator): string {
  return shortened(
    [
      estimator.name,
      `c${config.categories}`,
      ...(estimator.leastSamples === undefined ? [] : [`n${samples}`]),
      ...(config.variables === USUAL_VARIABLES ? [] : [`v${config.variables}`]),
      ...settingsBesidesDefaults(estimator, estimator.values).map(
        ([name, value]) => `${settingName(name)}-${nameOf(value)}`,
      ),
      ...originOf(config),
    ].join('-'),
  );
}

/** The folder of one seed of a run. */
export function runDirectory(config: Config, chosen: ChosenEstimator, seed: number): RunDirectory {
  return new RunDirectory(join(config.out, config.name, runId(config, chosen), `seed-${seed}`));
}

/** @throws ConfigError when the system takes no such folder with the files of a run. */
export function assertPathFits({ longest }: RunDirectory): void {
  const problem = whyTooLong(resolve(longest));
  if (problem === undefined) return;
  const message = `${problem}. Choose a shorter --out or --name`;
  throw new ConfigError([{ path: 'out', message }]);
}
