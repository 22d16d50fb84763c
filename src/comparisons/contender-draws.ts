import { median } from 'simple-statistics';
import { biasOf } from './bias.ts';
import type { Bias, GroupMeans } from './bias.ts';
import type { Draw, GradientSampler } from './draws.ts';
import { GROUPS, GroupSums } from './groups.ts';
import { DrawMoments } from './moments.ts';
import type { Estimated } from './moments.ts';
import type { Layout } from './parts.ts';

/** Draws of an estimator at fixed batches, with those of its unbiased twin, and what they tell so far. */
export class ContenderDraws {
  readonly #layout: Layout;
  readonly #sampler: GradientSampler;
  readonly #twin: GradientSampler | undefined;
  readonly #moments: DrawMoments;
  readonly #sums: GroupSums;
  readonly #twinSums: GroupSums | undefined;
  readonly #milliseconds: number[] = [];

  /** @param twin - with the key of `sampler`, so that both have the same uniforms. */
  constructor(
    layout: Layout,
    batches: number,
    sampler: GradientSampler,
    twin: GradientSampler | undefined,
  ) {
    this.#layout = layout;
    this.#sampler = sampler;
    this.#twin = twin;
    this.#moments = new DrawMoments(layout, batches);
    this.#sums = new GroupSums(layout);
    this.#twinSums = twin && new GroupSums(layout);
  }

  /** Draws number `number` at a batch. */
  async add(batch: number, number: number, images: Float32Array<ArrayBuffer>): Promise<void> {
    const group = number % GROUPS;
    const draw: Draw = await this.#sampler.draw(batch, number, images);
    this.#milliseconds.push(draw.milliseconds);
    this.#moments.add(batch, draw.values);
    this.#sums.add(group, draw.values);
    if (this.#twin === undefined) return;
    this.#twinSums?.add(group, (await this.#twin.draw(batch, number, images)).values);
  }

  /** The variance of each part. */
  variances(): Estimated[] {
    return this.#moments.variances();
  }

  /** The variance of each component. */
  components(): Float64Array {
    return this.#moments.components();
  }

  /** How the mean compares with the reference's, on each part. */
  biases(reference: GroupMeans): Bias[] {
    const twin = this.#twinSums?.means();
    return biasOf(this.#layout, { estimator: this.#sums.means(), twin, reference });
  }

  /** The median time of a draw. */
  get milliseconds(): number {
    return median(this.#milliseconds);
  }
}
