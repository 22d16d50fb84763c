import * as tf from '@tensorflow/tfjs';
import type { Backend } from '../backends/backend.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import { VectorMoments } from '../core/statistics.ts';
import { assertGradient } from './contract.ts';
import type { Dimensions, Estimator, SettingValues } from './contract.ts';
import { enumeratedGradient, tableSignal } from './problem.ts';
import type { Problem } from './problem.ts';
import { settle } from './settle.ts';

/** How an estimator is sampled. */
export interface SamplingOptions {
  readonly seed: number;
  /** Independent estimates in all; rounded up to whole batches. */
  readonly draws: number;
  /** Estimates drawn at once. */
  readonly batch?: number;
  /** Samples S per estimate, for estimators that take a number of them. */
  readonly samples?: number;
  /** The estimator's own settings; the defaults of those that are left out. */
  readonly settings?: SettingValues;
}

/** Mean and spread of an estimator's draws; all V × C, row by row. */
export interface SampledGradient {
  readonly draws: number;
  readonly mean: Float64Array;
  /** Of a single draw. */
  readonly variance: Float64Array;
  readonly standardError: Float64Array;
}

/** An estimator's draws against enumeration. */
export interface Verification extends SampledGradient {
  readonly exact: Float64Array;
  /** (mean − exact) / standard error, per component. */
  readonly deviations: Float64Array;
  /** The largest |deviation|; NaN when a draw was not a number. */
  readonly worst: number;
}

/** float32 sums of the terms of one estimate are trusted to this share of their size. */
const ROUNDING = 2 ** -20;

/**
 * Draws an estimator many times on a problem.
 *
 * An estimator's own variables are carried from batch to batch, as in training.
 */
export async function sampleGradient(
  estimator: Estimator,
  problem: Problem,
  backend: Backend,
  { seed, draws, batch = 20_000, samples = estimator.leastSamples ?? 1, settings }: SamplingOptions,
): Promise<SampledGradient> {
  const { variables, categories } = problem;
  const dimensions: Dimensions = { batch: Math.min(batch, draws), variables, categories, samples };
  const f = tableSignal(problem);
  const settled = settle(estimator, settings);
  const noiseShapes = settled.noise(dimensions);
  const initial = settled.initialState(dimensions, new RandomStream(seed, 'init'));
  const run = backend.compile(
    (inputs) => {
      const row = tf.tensor3d([...problem.logits], [1, variables, categories]);
      const { gradient, state = {} } = settled.gradient({
        logits: tf.tile(row, [dimensions.batch, 1, 1]),
        f,
        noise: stripPrefix(inputs, 'noise'),
        state: stripPrefix(inputs, 'state'),
        dimensions,
      });
      assertGradient(estimator.name, gradient, [dimensions.batch, variables, categories]);
      return { gradient, ...addPrefix('state', state) };
    },
    {
      ...addPrefix('noise', noiseShapes),
      ...addPrefix(
        'state',
        mapNamed(initial, ({ shape }) => shape),
      ),
    },
  );

  const moments = new VectorMoments(variables * categories);
  let state: Record<string, Float32Array<ArrayBuffer>> = mapNamed(initial, ({ values }) => values);
  for (let round = 0; moments.count < draws; round += 1) {
    const noise = mapNamed(noiseShapes, (shape, name) =>
      new RandomStream(seed, 'latent', round, name).uniforms(sizeOf(shape)),
    );
    const outputs = await run({ ...addPrefix('noise', noise), ...addPrefix('state', state) });
    moments.addDraws(await get(outputs, 'gradient').read());
    const next = Object.entries(stripPrefix(outputs, 'state'));
    state = Object.fromEntries(
      await Promise.all(
        next.map(async ([name, array]) => [name, Float32Array.from(await array.read())] as const),
      ),
    );
    for (const output of Object.values(outputs)) output.dispose();
  }
  return {
    draws: moments.count,
    mean: moments.mean(),
    variance: moments.variance(),
    standardError: moments.standardError(),
  };
}

/**
 * Compares the mean of an estimator's draws with the enumerated gradient, per component, in standard
 * errors. The standard error is widened by the rounding error of float32, so that an estimator without
 * variance, such as `exact`, can be compared too.
 */
export async function verifyEstimator(
  estimator: Estimator,
  problem: Problem,
  backend: Backend,
  options: SamplingOptions,
): Promise<Verification> {
  const sampled = await sampleGradient(estimator, problem, backend, options);
  const exact = enumeratedGradient(problem);
  const scale = ROUNDING * Math.max(...problem.table.map(Math.abs));
  const deviations = exact.map((expected, at) => {
    const error = Math.hypot(sampled.standardError[at] ?? Number.NaN, scale);
    return ((sampled.mean[at] ?? Number.NaN) - expected) / error;
  });
  const worst = deviations.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return { ...sampled, exact, deviations, worst };
}
