import { ConfigError, VaeBenchError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import type { CostDimensions, Estimator, SettingValues } from './contract.ts';
import { estimatorNamed } from './named.ts';
import { settle } from './settle.ts';
import type { SettledEstimator } from './settle.ts';
import { distinctSwaps } from './swap-table.ts';

/** What of a configuration decides the estimator and its cost. */
export interface EstimatorChoice extends Pick<CostDimensions, 'categories' | 'variables'> {
  /** Its name. */
  readonly estimator: string;
  /** Its own settings; the defaults of those that are left out. */
  readonly estimatorSettings?: SettingValues;
  /** A number, or `ars` (C) or `arsm` (C(C−1)/2 + 1). */
  readonly samples: number | 'ars' | 'arsm';
}

/** An estimator with its settings, its number of samples and its cost settled. */
export interface ChosenEstimator {
  readonly estimator: SettledEstimator;
  /** Samples S; 1 for estimators that do not take a number of them. */
  readonly samples: number;
  /** Evaluations of f per datapoint and step. */
  readonly evaluations: number;
  /** Derivatives of f per datapoint and step. */
  readonly derivatives: number;
}

/** The number of samples that the words `ars` and `arsm` stand for: the cost of those estimators. */
const matchedCost = {
  ars: (categories: number) => categories,
  arsm: distinctSwaps,
} as const satisfies Record<string, (categories: number) => number>;

/**
 * The number of samples that `samples` stands for. To match a cost is to come as close to it as the estimator
 * can without exceeding it; a number is taken as it is.
 */
function samplesFor(
  { samples, categories }: EstimatorChoice,
  { leastSamples = 1, mostSamples = Infinity, samplesInPairs }: SettledEstimator,
): number {
  if (typeof samples === 'number') return samples;
  const matched = Math.min(matchedCost[samples](categories), mostSamples);
  return Math.max(samplesInPairs ? matched - (matched % 2) : matched, leastSamples);
}

/** @throws ConfigError for a number of samples that the estimator does not take. */
function assertSamples(
  { name, leastSamples = 1, mostSamples = Infinity, samplesInPairs }: SettledEstimator,
  samples: number,
): void {
  if (samples < leastSamples) {
    fail('samples', `${name} needs at least ${leastSamples} samples; found ${samples}`);
  }
  if (samples > mostSamples) {
    fail('samples', `${name} takes at most ${mostSamples} samples; found ${samples}`);
  }
  if (samplesInPairs && samples % 2 !== 0) {
    const remedy = `Use --samples ${samples - 1} or ${samples + 1}`;
    fail(
      'samples',
      `${name} draws pairs and takes an even number of samples; found ${samples}. ${remedy}.`,
    );
  }
}

function fail(path: string, message: string): never {
  throw new ConfigError([{ path, message } satisfies ConfigIssue]);
}

function assertCategories({ name, categories, extendedBy }: SettledEstimator, found: number): void {
  if (categories === undefined || categories === found) return;
  const other = extendedBy === undefined ? '' : `, or ${extendedBy}, which extends it`;
  fail(
    'categories',
    `${name} is defined for ${categories} categories only; found ${found}. ` +
      `Use --categories ${categories}${other}.`,
  );
}

/**
 * Looks an estimator up and settles its settings and its cost.
 *
 * @param table - the estimators to choose from.
 * @throws ConfigError for an unknown name or setting, or dimensions that the estimator cannot handle.
 */
export function chooseEstimator(choice: EstimatorChoice, table: Named<Estimator>): ChosenEstimator {
  const { categories, variables } = choice;
  const estimator = settle(estimatorNamed(choice.estimator, table), choice.estimatorSettings);
  assertCategories(estimator, categories);
  const takesSamples = estimator.leastSamples !== undefined;
  const samples = takesSamples ? samplesFor(choice, estimator) : 1;
  if (takesSamples) assertSamples(estimator, samples);
  const dimensions = { categories, variables, samples };
  try {
    const evaluations = estimator.evaluations(dimensions);
    return { estimator, samples, evaluations, derivatives: estimator.derivatives(dimensions) };
  } catch (error) {
    if (error instanceof VaeBenchError) fail('estimator', error.message);
    throw error;
  }
}
