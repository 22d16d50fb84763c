import { RandomStream } from '../core/random.ts';

/**
 * Which images each training step sees: every epoch is a fresh random order of all images, cut into
 * whole batches; what does not fill the last batch waits for another epoch.
 *
 * The indices are a pure function of (seed, step).
 */
export class BatchSchedule {
  readonly stepsPerEpoch: number;
  readonly #images: number;
  readonly #batchSize: number;
  readonly #seed: number;
  #epoch = -1;
  #order: Uint32Array = new Uint32Array();

  /** `batchSize` must not exceed `images`. */
  constructor(seed: number, images: number, batchSize: number) {
    this.#seed = seed;
    this.#images = images;
    this.#batchSize = batchSize;
    this.stepsPerEpoch = Math.floor(images / batchSize);
  }

  /** The images of a step, counted from 1; a view that the next call may replace. */
  indices(step: number): Uint32Array {
    const epoch = Math.floor((step - 1) / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = new RandomStream(this.#seed, 'shuffle', epoch).permutation(this.#images);
      this.#epoch = epoch;
    }
    const start = ((step - 1) % this.stepsPerEpoch) * this.#batchSize;
    return this.#order.subarray(start, start + this.#batchSize);
  }
}
