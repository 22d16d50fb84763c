import { addPrefix, get, mapNamed, partition, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import type { Dimensions } from '../estimators/contract.ts';
import type { SettledEstimator } from '../estimators/settle.ts';
import type { Model } from '../models/contract.ts';
import { initialParameters, isIn, parameterShapes } from '../models/parameters.ts';
import type { Optimiser } from '../optimisers/contract.ts';
import { zeros } from '../optimisers/zeros.ts';

/** What the state consists of. */
export interface StateOptions {
  readonly model: Model;
  readonly estimator: SettledEstimator;
  readonly dimensions: Dimensions;
  /** Of encoder and decoder. */
  readonly optimiser: Optimiser;
  /** Decay of the moving averages behind the gradient variance. */
  readonly varianceDecay: number;
  /**
   * Whether the gradient variance follows its own squares in any case: what the optimiser follows are not the
   * gradients of the estimator in this run. False when left out.
   */
  readonly ownSquares?: boolean;
}

/** Whether a parameter is the optimiser's; the prior has plain SGD. */
export function isOptimised(model: Model): (name: string) => boolean {
  return isIn(model, 'encoder', 'decoder');
}

/**
 * The discounted sums of g² that the gradient variance needs, of the encoder, where the optimiser
 * follows them anyway.
 *
 * @param state - what `initialState` describes, or its shapes.
 */
export function sharedSquares<T>(
  { model, optimiser, varianceDecay, ownSquares }: Omit<StateOptions, 'estimator' | 'dimensions'>,
  state: Named<T>,
): Named<T> | undefined {
  if (ownSquares === true) return undefined;
  const own = stripPrefix(state, optimiser.name);
  const squares = optimiser.discountedSquares?.(own, varianceDecay);
  return squares && partition(squares, isIn(model, 'encoder'))[0];
}

/** The state besides the parameters, before the first step. */
function startOfTheRest(options: StateOptions, seed: number): Named<InitialValue> {
  const { model, estimator, dimensions, optimiser } = options;
  const shapes = parameterShapes(model);
  const optimised = optimiser.initialState(partition(shapes, isOptimised(model))[0]);
  const ofOptimiser = addPrefix(optimiser.name, optimised);
  const encoder = zeros(partition(shapes, isIn(model, 'encoder'))[0]);
  const own = estimator.initialState(dimensions, new RandomStream(seed, 'init', 'estimator'));
  return {
    ...ofOptimiser,
    ...addPrefix('gradient/mean', encoder),
    ...(sharedSquares(options, ofOptimiser) ? {} : addPrefix('gradient/square', encoder)),
    ...zeros({ 'gradient/weight': [] }),
    ...addPrefix('estimator', own),
  };
}

/**
 * Everything that a training step reads and replaces, as it is before the first step:
 *
 * - `parameters/…`: the model;
 * - `<name of the optimiser>/…`: the optimiser's own state, if it has any;
 * - `gradient/mean/…`, `gradient/square/…`: discounted sums of the encoder's gradient and of its
 *   square, and `gradient/weight` of ones; without the squares that the optimiser follows;
 * - `estimator/…`: the estimator's own variables.
 */
export function initialState(
  options: StateOptions,
  trainMean: Float32Array,
  seed: number,
): Named<InitialValue> {
  return {
    ...addPrefix('parameters', initialParameters(options.model, trainMean, seed)),
    ...startOfTheRest(options, seed),
  };
}

/** The shapes of what `initialState` gives, without drawing the parameters. */
export function stateShapes(options: StateOptions, seed: number): Record<string, Shape> {
  return {
    ...addPrefix('parameters', parameterShapes(options.model)),
    ...mapNamed(startOfTheRest(options, seed), ({ shape }) => shape),
  };
}

/**
 * Lists of names of the state that a step updates by one formula: the parameters of a group, and what is kept for each of them.
 *
 * @param names - of the state.
 */
export function updatedAlike({ parameters }: Model, names: readonly string[]): string[][] {
  const lists = new Map<string, string[]>();
  for (const name of names) {
    const parameter = Object.keys(parameters).find((each) => name.endsWith(`/${each}`));
    if (parameter === undefined) continue;
    const { group } = get(parameters, parameter);
    const key = `${group} ${name.slice(0, -parameter.length)}`;
    lists.set(key, [...(lists.get(key) ?? []), name]);
  }
  return [...lists.values()];
}
