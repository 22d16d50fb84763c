import { setImmediate as nextTurn } from 'node:timers/promises';
import { median } from 'simple-statistics';
import type { Backend } from '../backends/backend.ts';
import { StoppedError } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { chooseEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';
import { assertRepeatable } from '../estimators/repeatable.ts';
import { estimatorRows } from '../estimators/table.ts';
import type {
  ComparedEstimator,
  ComparisonOptions,
  ReferencePart,
} from '../run-files/comparison-file.ts';
import { biasOf, gradientSquares } from './bias.ts';
import type { Contender } from './contenders.ts';
import { GradientSampler, layoutAt } from './draws.ts';
import { GROUPS, GroupSums } from './groups.ts';
import { Batches } from './images.ts';
import { BatchMoments, DrawMoments } from './moments.ts';
import type { Layout } from './parts.ts';
import type { FrozenPoint } from './point.ts';

/** The unbiased estimator that others are compared with. */
const REFERENCE = 'reinforce-loo';

/** What the gradient is, as well as the reference knows it. */
export interface Reference {
  /** Means of its groups of draws, over all fixed batches. */
  readonly means: readonly Float32Array<ArrayBuffer>[];
  readonly parts: readonly ReferencePart[];
}

/** An estimator's results, and how long its draws took. */
export interface Compared {
  readonly result: ComparedEstimator;
  /** The median of its draws. */
  readonly milliseconds: number;
  /** The variance of every component of the encoder's gradient, by the layout. */
  readonly components: Float64Array;
}

/** How far a comparison is. */
export interface CompareProgress {
  /** What is drawn: the label of an estimator, or `reference`. */
  readonly label: string;
  /** Draws so far, and as many as there will be at most. */
  readonly done: number;
  readonly total: number;
}

/** What a comparison works with. */
export interface CompareSetting {
  readonly point: FrozenPoint;
  readonly backend: Backend;
  readonly options: ComparisonOptions;
  /** The estimators that the reference is looked up in. */
  readonly table: Named<Estimator>;
  readonly signal?: AbortSignal;
  readonly observe?: (progress: CompareProgress) => void;
}

/** Whole rounds: every group has as many draws. */
export const roundedDraws = (draws: number): number => Math.ceil(draws / GROUPS) * GROUPS;

/** Compares estimators at one point, one after the other. */
export class PointComparison {
  readonly layout: Layout;
  readonly #setting: CompareSetting;
  readonly #batches: Batches;
  readonly #images: readonly Float32Array<ArrayBuffer>[];

  constructor(setting: CompareSetting) {
    const { point, options } = setting;
    this.#setting = setting;
    this.layout = layoutAt(point);
    this.#batches = new Batches(point.run, options.seed);
    this.#images = Array.from({ length: options.batches }, (_, index) =>
      this.#batches.images('fixed', index),
    );
  }

  /** The images that estimators are compared at: those of the first fixed batch. */
  get images(): Float32Array<ArrayBuffer> {
    return this.#images[0] as Float32Array<ArrayBuffer>;
  }

  async #pause(): Promise<void> {
    // Eager backends never leave the event loop by themselves.
    await nextTurn();
    const { signal } = this.#setting;
    if (signal?.aborted === true) throw new StoppedError(String(signal.reason));
  }

  /** Draws the reference at the fixed batches, and at random ones to see how these differ. */
  async reference(): Promise<Reference> {
    const { point, backend, options, table, observe } = this.#setting;
    const {
      reference_draws: draws,
      reference_samples: samples,
      between_batches: between,
    } = options;
    const { categories, variables } = point.run.config;
    const chosen = chooseEstimator({ estimator: REFERENCE, samples, categories, variables }, table);
    const key = { seed: options.seed, label: 'reference' };
    const sampler = new GradientSampler(point, chosen, backend, key);
    const sums = new GroupSums(this.layout);
    const total = draws * this.#images.length + 2 * between;
    let done = 0;
    const drawn = async (): Promise<void> => {
      done += 1;
      observe?.({ label: 'reference', done, total });
      await this.#pause();
    };
    for (let number = 0; number < draws; number += 1) {
      for (const [batch, images] of this.#images.entries()) {
        sums.add(number % GROUPS, (await sampler.draw(batch, number, images)).values);
        await drawn();
      }
    }
    const moments = new BatchMoments(this.layout);
    for (let index = 0; index < between; index += 1) {
      const images = this.#batches.images('between', index);
      const batch = this.#images.length + index;
      const one = (await sampler.draw(batch, 0, images)).values.slice();
      await drawn();
      moments.add(one, (await sampler.draw(batch, 1, images)).values);
      await drawn();
    }
    const means = sums.means();
    const squares = gradientSquares(this.layout, means);
    const variances = moments.variances();
    const parts = this.layout.parts.map(({ name }, at) => ({
      part: name,
      gradient_squared: squares[at] as number,
      batch_variance: variances[at] as ReferencePart['batch_variance'],
    }));
    return { means, parts };
  }

  /** Draws one estimator at the fixed batches until its draws, or its precision, are reached. */
  async compare({ label, title, chosen }: Contender, reference: Reference): Promise<Compared> {
    const { point, backend, options, observe } = this.#setting;
    const { batchSize: batch, variables, categories } = point.run.config;
    const { pixels } = point.run.model.sizes;
    const { estimator, samples, evaluations, derivatives } = chosen;
    if (!Object.hasOwn(estimatorRows, estimator.name)) {
      const dimensions = { batch, pixels, variables, categories, samples };
      await assertRepeatable(estimator, dimensions, backend);
    }
    const sampler = new GradientSampler(point, chosen, backend, { seed: options.seed, label });
    const total = options.draws * this.#images.length;
    observe?.({ label, done: 0, total });
    if (sampler.learns) await this.#warmUp(sampler, options.warm_up);
    const moments = new DrawMoments(this.layout, this.#images.length);
    const sums = new GroupSums(this.layout);
    const milliseconds: number[] = [];
    let isPrecise = false;
    let number = 0;
    for (; number < options.draws && !isPrecise; number += 1) {
      for (const [index, images] of this.#images.entries()) {
        const draw = await sampler.draw(index, number, images);
        milliseconds.push(draw.milliseconds);
        moments.add(index, draw.values);
        sums.add(number % GROUPS, draw.values);
        observe?.({ label, done: number * this.#images.length + index + 1, total });
        await this.#pause();
      }
      const isRound = (number + 1) % GROUPS === 0;
      isPrecise = isRound && options.precision !== null && reached(moments, options.precision);
    }
    const squares = reference.parts.map(({ gradient_squared }) => gradient_squared);
    const biases = biasOf(this.layout, sums.means(), reference.means, squares);
    const variances = moments.variances();
    const parts = this.layout.parts.map(({ name, length, scale }, at) => {
      const { squared, relative, cosine, found } = biases[at] as (typeof biases)[number];
      return {
        part: name,
        components: length / scale,
        variance: variances[at] as (typeof variances)[number],
        bias_squared: squared,
        relative_bias: relative,
        cosine,
        bias_found: found,
      };
    });
    const { name, unbiased, values: settings } = estimator;
    const about = { label, title, name, unbiased, samples, settings, evaluations, derivatives };
    return {
      result: { ...about, draws: number, parts },
      milliseconds: median(milliseconds),
      components: moments.components(),
    };
  }

  /** An estimator that learns has not seen this point yet; it follows other batches of it first. */
  async #warmUp(sampler: GradientSampler, steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      await sampler.learn(step, this.#batches.images('warm-up', step));
      await this.#pause();
    }
  }
}

/** Whether half the interval of the whole variance is within this share of it. */
function reached(moments: DrawMoments, precision: number): boolean {
  const [whole] = moments.variances();
  if (whole === undefined) return false;
  return whole.value === 0 || (whole.high - whole.low) / 2 <= precision * whole.value;
}
