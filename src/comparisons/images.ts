import { RandomStream } from '../core/random.ts';
import { binarise } from '../datasets/binarise.ts';
import type { ResolvedRun } from '../training/resolved-run.ts';

/** Which batches: those that estimators are compared at, or others. */
export type BatchUse = 'fixed' | 'between' | 'warm-up';

/** Binary training images in random batches, from random streams of the comparison's own. */
export class Batches {
  readonly #run: ResolvedRun;
  readonly #seed: number;
  readonly #orders = new Map<BatchUse, Uint32Array>();

  constructor(run: ResolvedRun, seed: number) {
    this.#run = run;
    this.#seed = seed;
  }

  #order(use: BatchUse): Uint32Array {
    const known = this.#orders.get(use);
    if (known !== undefined) return known;
    const { count } = this.#run.dataset.train;
    const order = new RandomStream(this.#seed, 'compare', 'images', use).permutation(count);
    this.#orders.set(use, order);
    return order;
  }

  /** Batch `index`, from 0 on: [B, D], the same whenever it is asked for. */
  images(use: BatchUse, index: number): Float32Array<ArrayBuffer> {
    const { dataset, config } = this.#run;
    const order = this.#order(use);
    // Small data sets are gone through several times.
    const indices = Uint32Array.from(
      { length: config.batchSize },
      (_, at) => order[(index * config.batchSize + at) % order.length] ?? 0,
    );
    const stream = new RandomStream(this.#seed, 'compare', 'binarise', use, index);
    return binarise(dataset.train, indices, stream);
  }
}
