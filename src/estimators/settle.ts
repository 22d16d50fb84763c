import type { Named } from '../core/named.ts';
import type { RandomStream } from '../core/random.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import type {
  CostDimensions,
  Dimensions,
  Estimator,
  EstimatorInputs,
  GradientEstimate,
  SettingValues,
} from './contract.ts';
import { completeSettings } from './settings.ts';

type Unsettled = 'evaluations' | 'derivatives' | 'noise' | 'initialState' | 'gradient';

/** An estimator whose own settings have values: what training works with. */
export interface SettledEstimator extends Omit<Estimator, Unsettled> {
  /** The values of its settings, all of them. */
  readonly values: SettingValues;
  evaluations(dimensions: CostDimensions): number;
  derivatives(dimensions: CostDimensions): number;
  noise(dimensions: Dimensions): Named<Shape>;
  /** Empty for estimators without variables of their own. */
  initialState(dimensions: Dimensions, random: RandomStream): Named<InitialValue>;
  gradient(inputs: Omit<EstimatorInputs, 'settings'>): GradientEstimate;
}

/**
 * Gives an estimator's own settings their values.
 *
 * @param given - the settings that differ from the defaults.
 * @throws ConfigError for a setting that it does not have, or a value that it does not take.
 */
export function settle(estimator: Estimator, given: SettingValues = {}): SettledEstimator {
  const values = completeSettings(estimator, given);
  const { name, title, reference, summary, family, unbiased, unbiasedTwin } = estimator;
  const { cost, derivativeCost } = estimator;
  const { categories, extendedBy, leastSamples, mostSamples, samplesInPairs, settings } = estimator;
  return {
    name,
    title,
    reference,
    summary,
    unbiased,
    cost,
    values,
    ...(family !== undefined && { family }),
    ...(derivativeCost !== undefined && { derivativeCost }),
    ...(unbiasedTwin !== undefined && { unbiasedTwin }),
    ...(categories !== undefined && { categories }),
    ...(extendedBy !== undefined && { extendedBy }),
    ...(leastSamples !== undefined && { leastSamples }),
    ...(mostSamples !== undefined && { mostSamples }),
    ...(samplesInPairs !== undefined && { samplesInPairs }),
    ...(settings !== undefined && { settings }),
    evaluations: (dimensions) => estimator.evaluations(dimensions, values),
    derivatives: (dimensions) => estimator.derivatives?.(dimensions, values) ?? 0,
    noise: (dimensions) => estimator.noise(dimensions, values),
    initialState: (dimensions, random) =>
      estimator.initialState?.(dimensions, random, values) ?? {},
    gradient: (inputs) => estimator.gradient({ ...inputs, settings: values }),
  };
}
