import type { Config } from '../config/schema.ts';
import { ConfigError, VaeBenchError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { didYouMean } from '../core/suggest.ts';
import { distinctSwaps } from './arsm.ts';
import type { Estimator } from './contract.ts';
import { estimators } from './table.ts';

/** What of a configuration decides the estimator and its cost. */
export type EstimatorChoice = Pick<Config, 'estimator' | 'samples' | 'categories' | 'variables'>;

/** An estimator with its number of samples and its cost settled. */
export interface ChosenEstimator {
  readonly estimator: Estimator;
  /** Samples S; 1 for estimators that do not take a number of them. */
  readonly samples: number;
  /** Evaluations of f per datapoint and step. */
  readonly evaluations: number;
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

/**
 * Looks an estimator up and settles its cost.
 *
 * @param table - the estimators to choose from.
 * @throws ConfigError for an unknown name, or dimensions that the estimator cannot handle.
 */
export function chooseEstimator(
  choice: EstimatorChoice,
  table: Named<Estimator> = estimators,
): ChosenEstimator {
  const { categories, variables } = choice;
  const estimator = Object.hasOwn(table, choice.estimator) ? table[choice.estimator] : undefined;
  if (estimator === undefined) {
    const names = Object.keys(table);
    const hint = didYouMean(choice.estimator, names);
    fail('estimator', `"${choice.estimator}" is unknown.${hint} Known: ${names.join(', ')}.`);
  }
  const { name, leastSamples } = estimator;
  if (estimator.categories !== undefined && estimator.categories !== categories) {
    const other = name === 'disarm' ? 'ars+' : 'arsm';
    fail(
      'categories',
      `${name} is defined for ${estimator.categories} categories only; found ${categories}. ` +
        `Use --categories ${estimator.categories}, or ${other}, which extends it.`,
    );
  }
  const samples = leastSamples === undefined ? 1 : samplesFor(choice);
  if (leastSamples !== undefined && samples < leastSamples) {
    fail('samples', `${name} needs at least ${leastSamples} samples; found ${samples}`);
  }
  try {
    const evaluations = estimator.evaluations({ categories, variables, samples });
    return { estimator, samples, evaluations };
  } catch (error) {
    if (error instanceof VaeBenchError) fail('estimator', error.message);
    throw error;
  }
}
