import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Backend } from '../backends/backend.ts';
import { StoppedError } from '../core/stop-errors.ts';
import type { Named } from '../core/named.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import type { Estimator } from '../estimators/contract.ts';
import { assertRepeatable } from '../estimators/repeatable.ts';
import { estimatorRows } from '../estimators/table.ts';
import type {
  ComparedEstimator,
  ComparedPart,
  ComparisonOptions,
  ReferencePart,
} from '../run-files/comparison-file.ts';
import { gradientSquares } from './bias.ts';
import type { Bias } from './bias.ts';
import { ContenderDraws } from './contender-draws.ts';
import { referenceOf } from './contenders.ts';
import type { Contender } from './contenders.ts';
import { GradientSampler, layoutAt } from './draws.ts';
import { GROUPS, GroupSums } from './groups.ts';
import { Batches } from './images.ts';
import { BatchMoments } from './moments.ts';
import type { Estimated } from './moments.ts';
import type { Layout } from './parts.ts';
import type { FrozenPoint } from './point.ts';
import { StoppingRule } from './stopping-rule.ts';

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
    const chosen = referenceOf(options.reference, { samples, categories, variables }, table);
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
      const one = (await sampler.draw(batch, 0, images)).values;
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

  /** Draws one estimator at the fixed batches until its draws, or the precision asked for, are reached. */
  async compare(contender: Contender, reference: Reference): Promise<Compared> {
    const { label, title, chosen, twin } = contender;
    const { point, backend, options, observe } = this.#setting;
    await this.#assertRepeatable(chosen);
    const key = { seed: options.seed, label };
    const sampler = new GradientSampler(point, chosen, backend, key);
    const twinSampler = twin && new GradientSampler(point, twin, backend, key);
    const until = new StoppingRule(options, chosen.estimator.unbiased);
    const total = until.most * this.#images.length;
    observe?.({ label, done: 0, total });
    if (sampler.learns) await this.#warmUp(sampler, options.warm_up);
    const draws = new ContenderDraws(this.layout, this.#images.length, sampler, twinSampler);
    let number = 0;
    while (!until.isReached(number, draws, reference.means)) {
      for (const [batch, images] of this.#images.entries()) {
        await draws.add(batch, number, images);
        observe?.({ label, done: number * this.#images.length + batch + 1, total });
        await this.#pause();
      }
      number += 1;
    }
    const [variances, biases] = [draws.variances(), draws.biases(reference.means)];
    const parts = this.layout.parts.map(({ name, length, scale }, at) =>
      partOf(name, length / scale, variances[at] as Estimated, biases[at] as Bias),
    );
    const { estimator, samples, evaluations, derivatives } = chosen;
    const { name, unbiased, values: settings } = estimator;
    const about = { label, title, name, unbiased, samples, settings, evaluations, derivatives };
    return {
      result: { ...about, draws: number, twin: twin?.estimator.name ?? null, parts },
      milliseconds: draws.milliseconds,
      components: draws.components(),
    };
  }

  /** @throws UnrepeatableError for an estimator of users with random numbers of its own. */
  async #assertRepeatable({ estimator, samples }: ChosenEstimator): Promise<void> {
    if (Object.hasOwn(estimatorRows, estimator.name)) return;
    const { point, backend } = this.#setting;
    const { batchSize: batch, variables, categories } = point.run.config;
    const { pixels } = point.run.model.sizes;
    const dimensions = { batch, pixels, variables, categories, samples };
    await assertRepeatable(estimator, dimensions, backend);
  }

  /** An estimator that learns has not seen this point yet; it follows other batches of it first. */
  async #warmUp(sampler: GradientSampler, steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      await sampler.learn(step, this.#batches.images('warm-up', step));
      await this.#pause();
    }
  }
}

/** A part of an estimator's results as files have it. */
const partOf = (
  part: string,
  components: number,
  variance: Estimated,
  { squared, relative, cosine, found }: Bias,
): ComparedPart => ({
  ...{ part, components, variance, bias_squared: squared, relative_bias: relative },
  cosine: cosine?.value ?? null,
  cosine_low: cosine?.low ?? -1,
  cosine_high: cosine?.high ?? 1,
  bias_found: found,
});
