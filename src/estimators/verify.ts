import type { Backend, CompiledProgram } from '../backends/backend.ts';
import { NonFiniteEstimateError } from '../core/estimator-errors.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { RandomStream } from '../core/random.ts';
import { sizeOf } from '../core/shapes.ts';
import { VectorMoments } from '../core/statistics.ts';
import { batchAxes, drawsAtOnce, noiseOf } from './chunks.ts';
import type { Dimensions, Estimator, SettingValues } from './contract.ts';
import { IMAGE_PIXELS, estimateProgram } from './estimate-program.ts';
import { enumeratedGradient, problemLogits, tableSignal } from './problem.ts';
import type { Problem } from './problem.ts';
import { assertRepeatable } from './repeatable.ts';
import { settle } from './settle.ts';
import type { SettledEstimator } from './settle.ts';

/** How an estimator is sampled. */
export interface SamplingOptions {
  readonly seed: number;
  /** Independent estimates in all; rounded up to whole batches. */
  readonly draws: number;
  /** Estimates drawn with uniforms of one stream, and seen by the estimator's variables at once. */
  readonly batch?: number;
  /** Of them, how many are computed at once; as many as fit into memory when left out. */
  readonly atOnce?: number;
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
  /** The largest |deviation|. */
  readonly worst: number;
}

/** float32 sums of the terms of one estimate are trusted to this share of their size. */
const ROUNDING = 2 ** -20;

/** Estimates that are drawn together with uniforms of one stream. */
const ROUND = 20_000;

/** An estimator on a problem, compiled for batches of one size after the other. */
class Sampler {
  readonly #estimator: SettledEstimator;
  readonly #problem: Problem;
  readonly #backend: Backend;
  readonly #seed: number;
  readonly #compiled = new Map<number, CompiledProgram>();
  #state: Named<Float32Array<ArrayBuffer>> | undefined;
  #drawn = 0;

  constructor(estimator: SettledEstimator, problem: Problem, backend: Backend, seed: number) {
    this.#estimator = estimator;
    this.#problem = problem;
    this.#backend = backend;
    this.#seed = seed;
  }

  /** The compiled estimator; the state starts with the first one. */
  #program(dimensions: Dimensions): CompiledProgram {
    const known = this.#compiled.get(dimensions.batch);
    if (known !== undefined) return known;
    const { batch } = dimensions;
    const question = {
      dimensions,
      f: tableSignal(this.#problem),
      logits: () => problemLogits([this.#problem], batch),
    };
    const { program, inputShapes, initial } = estimateProgram(
      this.#estimator,
      question,
      this.#seed,
    );
    this.#state ??= mapNamed(initial, ({ values }) => values);
    const compiled = this.#backend.compile(program, inputShapes);
    this.#compiled.set(batch, compiled);
    return compiled;
  }

  /** One estimate per datapoint: [B, V, C] row by row. */
  async draw(
    dimensions: Dimensions,
    noise: Named<Float32Array<ArrayBuffer>>,
  ): Promise<Float32Array> {
    const run = this.#program(dimensions);
    const outputs = await run({
      ...addPrefix('noise', noise),
      ...addPrefix('state', this.#state ?? {}),
    });
    const gradients = await get(outputs, 'gradient').read();
    const next = Object.entries(stripPrefix(outputs, 'state'));
    this.#state = Object.fromEntries(
      await Promise.all(
        next.map(async ([name, array]) => [name, Float32Array.from(await array.read())] as const),
      ),
    );
    for (const output of Object.values(outputs)) output.dispose();
    this.#assertFinite(gradients, dimensions);
    this.#drawn += dimensions.batch;
    return gradients;
  }

  #assertFinite(gradients: Float32Array, { batch }: Dimensions): void {
    const at = gradients.findIndex((value) => !Number.isFinite(value));
    if (at === -1) return;
    const draw = this.#drawn + Math.floor(at / (gradients.length / batch)) + 1;
    throw new NonFiniteEstimateError(this.#estimator.name, gradients[at] ?? Number.NaN, draw);
  }
}

/**
 * Draws an estimator many times on a problem.
 *
 * The draws of a batch are computed in chunks that fit into memory. Each draw has the same uniforms
 * whatever the chunks are. The exceptions are estimators with variables of their own, which are carried from
 * batch to batch as in training, and noise without a plain axis of datapoints: their batches are no larger
 * than a chunk.
 *
 * @throws NonFiniteEstimateError when a draw is no number; UnrepeatableError when the estimator draws
 *   random numbers of its own.
 */
export async function sampleGradient(
  estimator: Estimator,
  problem: Problem,
  backend: Backend,
  options: SamplingOptions,
): Promise<SampledGradient> {
  const { seed, draws, batch = ROUND, samples = estimator.leastSamples ?? 1, settings } = options;
  const { variables, categories } = problem;
  const settled = settle(estimator, settings);
  const whole: Dimensions = {
    batch: Math.min(batch, draws),
    pixels: IMAGE_PIXELS,
    variables,
    categories,
    samples,
  };
  await assertRepeatable(settled, whole, backend);
  const atOnce = Math.min(whole.batch, options.atOnce ?? drawsAtOnce(settled, whole));
  const hasState =
    Object.keys(settled.initialState(whole, new RandomStream(seed, 'init'))).length > 0;
  const axes = hasState ? undefined : batchAxes(settled, whole);
  const dimensions = axes === undefined ? { ...whole, batch: atOnce } : whole;
  const shapes = settled.noise(dimensions);
  const sampler = new Sampler(settled, problem, backend, seed);
  const moments = new VectorMoments(variables * categories);
  for (let round = 0; moments.count < draws; round += 1) {
    const noise = mapNamed(shapes, (shape, name) =>
      new RandomStream(seed, 'latent', round, name).uniforms(sizeOf(shape)),
    );
    for (let start = 0; start < dimensions.batch; start += atOnce) {
      const count = Math.min(atOnce, dimensions.batch - start);
      const chunk = axes === undefined ? noise : noiseOf(noise, shapes, axes, start, count);
      moments.addDraws(await sampler.draw({ ...dimensions, batch: count }, chunk));
    }
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
