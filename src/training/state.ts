import type { Config } from '../config/schema.ts';
import { addPrefix, mapNamed, partition } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import type { InitialValue } from '../core/shapes.ts';
import type { Dimensions } from '../estimators/contract.ts';
import type { SettledEstimator } from '../estimators/settle.ts';
import type { Model } from '../models/contract.ts';
import { initialParameters, isIn } from '../models/parameters.ts';

function zeros(values: Named<InitialValue>): Record<string, InitialValue> {
  return mapNamed(values, ({ shape }) => ({ shape, values: new Float32Array(sizeOf(shape)) }));
}

const scalar = (): InitialValue => ({ shape: [], values: new Float32Array(1) });

/**
 * Whether Adam's second moments are the discounted sums of g² that the gradient variance needs, as with
 * the paper's decays: following them twice would cost two passes over the encoder.
 */
export function followsSquaresOnce(
  config: Pick<Config, 'optimiser'> & { readonly evaluation: { readonly varianceDecay: number } },
): boolean {
  return config.optimiser.beta2 === config.evaluation.varianceDecay;
}

/**
 * Everything that a training step reads and replaces, as it is before the first step:
 *
 * - `parameters/…`: the model;
 * - `adam/first/…`, `adam/second/…`: discounted sums for Adam's moments, and
 *   `adam/first-weight`, `adam/second-weight` of ones;
 * - `gradient/mean/…`, `gradient/square/…`: discounted sums of the encoder's gradient and of its
 *   square, and `gradient/weight` of ones; without the squares when `squaresOnce`;
 * - `estimator/…`: the estimator's own variables.
 */
export function initialState(
  model: Model,
  estimator: SettledEstimator,
  dimensions: Dimensions,
  trainMean: Float32Array,
  seed: number,
  squaresOnce = false,
): Named<InitialValue> {
  const parameters = initialParameters(model, trainMean, seed);
  const adam = zeros(partition(parameters, isIn(model, 'encoder', 'decoder'))[0]);
  const encoder = zeros(partition(parameters, isIn(model, 'encoder'))[0]);
  const own = estimator.initialState(dimensions, new RandomStream(seed, 'init', 'estimator'));
  return {
    ...addPrefix('parameters', parameters),
    ...addPrefix('adam/first', adam),
    ...addPrefix('adam/second', adam),
    'adam/first-weight': scalar(),
    'adam/second-weight': scalar(),
    ...addPrefix('gradient/mean', encoder),
    ...(squaresOnce ? {} : addPrefix('gradient/square', encoder)),
    'gradient/weight': scalar(),
    ...addPrefix('estimator', own),
  };
}
