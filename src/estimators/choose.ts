import { ConfigError, VaeBenchError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { distinctSwaps } from './arsm.ts';
import type { CostDimensions, Estimator, SettingValues } from './contract.ts';
import { estimatorNamed } from './named.ts';
import { settle } from './settle.ts';
import type { SettledEstimator } from './settle.ts';

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

/** The number of samples that `samples` stands for. */
function samplesFor({ samples, categories }: EstimatorChoice): number {
  if (samples === 'ars') return categories;
  if (samples === 'arsm') return distinctSwaps(categories);
  return samples;
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
  const { name, leastSamples } = estimator;
  assertCategories(estimator, categories);
  const samples = leastSamples === undefined ? 1 : samplesFor(choice);
  if (leastSamples !== undefined && samples < leastSamples) {
    fail('samples', `${name} needs at least ${leastSamples} samples; found ${samples}`);
  }
  const dimensions = { categories, variables, samples };
  try {
    const evaluations = estimator.evaluations(dimensions);
    return { estimator, samples, evaluations, derivatives: estimator.derivatives(dimensions) };
  } catch (error) {
    if (error instanceof VaeBenchError) fail('estimator', error.message);
    throw error;
  }
}
