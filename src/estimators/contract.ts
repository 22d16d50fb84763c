import type * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import type { Named } from '../core/named.ts';
import type { RandomStream } from '../core/random.ts';
import { EstimatorOutputError } from '../core/estimator-errors.ts';
import { assertShape } from '../core/shapes.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';

/** What estimators have in common, in the order in which lists group them. */
export const families = [
  'exact',
  'score function',
  'augment-REINFORCE-swap',
  'coupled samples',
  'control variates',
  'relaxations',
] as const;

/** What an estimator rests on. */
type Family = (typeof families)[number];

/** Sizes that decide what an estimate costs. */
export interface CostDimensions {
  /** Latent variables V. */
  readonly variables: number;
  /** Categories C of every variable. */
  readonly categories: number;
  /** Samples S; meaningful to estimators that take a number of them. */
  readonly samples: number;
}

/** Sizes an estimator works with. */
export interface Dimensions extends CostDimensions {
  /** Datapoints B. */
  readonly batch: number;
  /** Pixels D of an image. */
  readonly pixels: number;
}

/** Values of an estimator's own settings by name, complete and checked. */
export type SettingValues = Readonly<Record<string, unknown>>;

/**
 * The learning signal f(z) = log p(x, z) − log q(z | x), in nats, of S points per datapoint.
 *
 * It takes any points of the simplex product, not only one-hots, and is differentiable in z, so that
 * relaxations can use it. The logits inside q are constants to it: E_q[∇ log q] = 0, so the term they
 * would add is left out.
 *
 * z: [S, B, V, C] → [S, B].
 */
export type LearningSignal = (z: tf.Tensor4D) => tf.Tensor2D;

/** What an estimator is given for one batch. */
export interface EstimatorInputs<Settings extends SettingValues = SettingValues> {
  /** φ of q(z | x) = softmax(φ), [B, V, C]. */
  readonly logits: tf.Tensor3D;
  readonly f: LearningSignal;
  /** The batch x, binary, [B, D]: what a baseline may depend on. */
  readonly images: tf.Tensor2D;
  /** Mean of the training images in [0, 1], [D]. */
  readonly trainMean: tf.Tensor;
  /** The uniforms in (0, 1) that `noise` asked for, by name. */
  readonly noise: Named<tf.Tensor>;
  /** The estimator's own variables as the step before left them, by name. */
  readonly state: Named<tf.Tensor>;
  readonly dimensions: Dimensions;
  /** Its own settings. */
  readonly settings: Settings;
}

/** What an estimator returns for one batch. */
export interface GradientEstimate {
  /** Estimate of ∂ E_q[f(z)] / ∂ φ, per datapoint: [B, V, C], nats per unit of φ. */
  readonly gradient: tf.Tensor3D;
  /** The estimator's own variables for the next step; all of them when there are any. */
  readonly state?: Named<tf.Tensor>;
}

/**
 * A gradient estimator for categorical latent variables.
 *
 * `gradient` must be a pure function of its inputs written in TensorFlow.js operations: no clock, no
 * random generator, no reading of tensor values, because a backend may trace it once and compile it.
 */
export interface Estimator<Settings extends SettingValues = SettingValues> {
  /** What `--estimator` takes: `ars+`. */
  readonly name: string;
  /** What tables and legends print: `ARS+`. */
  readonly title: string;
  /** `Dong et al. 2021, section 3.1`. */
  readonly reference: string;
  /** One line: what distinguishes it. */
  readonly summary: string;
  /** What it rests on; left out by estimators of users. */
  readonly family?: Family;
  /** Whether E[gradient] is the gradient for every C it accepts. */
  readonly unbiased: boolean;
  /**
   * The name of an unbiased estimator that takes the same uniforms and whose draws its own follow closely, of one
   * that is biased: their difference tells the bias with less noise.
   */
  readonly unbiasedTwin?: string;
  /** The only number of categories it is defined for; any when left out. */
  readonly categories?: 2;
  /** The name of an estimator that extends it to any number of categories. */
  readonly extendedBy?: string;
  /** The smallest number of samples it takes; left out by estimators whose cost C alone decides. */
  readonly leastSamples?: number;
  /** The largest number of samples it takes; any when left out. */
  readonly mostSamples?: number;
  /** Whether it takes an even number of samples only: antithetic pairs. */
  readonly samplesInPairs?: true;
  /**
   * Its own settings, each with a default and a description: `--set estimator.<name>=<value>`,
   * `estimatorSettings` in a file. Left out by estimators without any.
   */
  readonly settings?: z.ZodObject & z.ZodType<Settings>;
  /** The evaluations of f as a formula in C, V and S, for tables. */
  readonly cost: string;
  /** The derivatives of f likewise; none when left out. */
  readonly derivativeCost?: string;
  /**
   * Evaluations of f per datapoint.
   *
   * @throws EstimatorLimitError when the dimensions are beyond what it can handle.
   */
  evaluations(dimensions: CostDimensions, settings: Settings): number;
  /** Derivatives of f with respect to z per datapoint; none when left out. */
  derivatives?(dimensions: CostDimensions, settings: Settings): number;
  /** Shapes of the uniforms it consumes, by name. */
  noise(dimensions: Dimensions, settings: Settings): Named<Shape>;
  /** Starting values of its own variables, by name; left out by estimators without any. */
  initialState?(
    dimensions: Dimensions,
    random: RandomStream,
    settings: Settings,
  ): Named<InitialValue>;
  gradient(inputs: EstimatorInputs<Settings>): GradientEstimate;
}

/** An estimator as its file defines it; its row in the table adds name and title. */
export type EstimatorDefinition<Settings extends SettingValues = SettingValues> = Omit<
  Estimator<Settings>,
  'name' | 'title'
>;

/**
 * Checks what an estimator returned, which for a plugin no compiler has done.
 *
 * @throws EstimatorOutputError when there is no tensor; ShapeError when its shape is not `[B, V, C]`.
 */
export function assertGradient(name: string, gradient: unknown, shape: Shape): void {
  if (!hasShape(gradient)) throw new EstimatorOutputError(name);
  assertShape(`The gradient of the estimator ${name}`, gradient, shape);
}

function hasShape(value: unknown): value is { shape: Shape } {
  return typeof value === 'object' && value !== null && 'shape' in value;
}
