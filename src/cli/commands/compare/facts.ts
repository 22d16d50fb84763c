import type { Selection } from '../../../backends/select.ts';
import type { PointFiles } from '../../../comparisons/kept-point.ts';
import { checksumOf } from '../../../comparisons/point.ts';
import type { FrozenPoint } from '../../../comparisons/point.ts';
import { roundedDraws } from '../../../comparisons/stopping-rule.ts';
import type { ComparisonFacts } from '../../../comparisons/store.ts';
import { ownManifest } from '../../../core/package.ts';
import { ComparisonDirectory } from '../../../run-files/comparison-directory.ts';
import type { ComparisonOptions } from '../../../run-files/comparison-file.ts';
import { configIdentity, identityHash } from '../../../runs/identity.ts';
import type { Identity } from '../../../runs/identity.ts';
import type { CompareOptions } from './command.ts';
import type { PointRequest } from './point.ts';

/** The options of the command line that decide numbers. */
export function comparisonOptions(options: CompareOptions): ComparisonOptions {
  return {
    seed: options.seed,
    batches: options.batches,
    draws: roundedDraws(options.draws),
    precision: options.precision ?? null,
    bias_precision: options.biasPrecision ?? null,
    warm_up: options.warmUp,
    reference: options.reference,
    reference_samples: options.referenceSamples,
    reference_draws: roundedDraws(options.referenceDraws),
    between_batches: options.between,
  };
}

/** What decides the numbers of a comparison at a point. */
export function factsOf(
  point: FrozenPoint,
  options: ComparisonOptions,
  { backend }: Selection,
): ComparisonFacts {
  const { config, seed } = point.run;
  return {
    version: ownManifest().version,
    backend: backend.description,
    point: {
      sha256: checksumOf(point),
      step: point.step,
      estimator: config.estimator,
      categories: config.categories,
      variables: config.variables,
      batch_size: config.batchSize,
      seed,
    },
    options,
  };
}

/** Where a folder keeps the trained point, and what decides it. */
export function pointFiles(
  folder: string | undefined,
  { config, seed }: PointRequest,
  contents: Identity,
  { backend }: Selection,
): PointFiles | undefined {
  if (folder === undefined) return undefined;
  const maker = {
    config_sha256: identityHash({ ...configIdentity(config), ...contents }, seed),
    backend: backend.description,
    version: ownManifest().version,
  };
  const { point, training } = new ComparisonDirectory(folder);
  return { point, training, maker };
}
