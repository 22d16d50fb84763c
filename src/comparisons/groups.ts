import type { Layout } from './parts.ts';

/**
 * Independent groups that draws are dealt to in turns: the means of groups tell how far the mean of all is from
 * its expectation, in a memory that does not depend on the number of draws.
 */
export const GROUPS = 20;

/** Sums of draws by group. */
export class GroupSums {
  readonly #sums: readonly Float64Array[];
  readonly #counts = new Uint32Array(GROUPS);

  constructor({ length }: Layout) {
    this.#sums = Array.from({ length: GROUPS }, () => new Float64Array(length));
  }

  add(group: number, draw: Float32Array): void {
    const sums = this.#sums[group] as Float64Array;
    this.#counts[group] = (this.#counts[group] ?? 0) + 1;
    for (let at = 0; at < sums.length; at += 1) {
      sums[at] = (sums[at] as number) + (draw[at] as number);
    }
  }

  /** The mean of every group, in float32: what a file keeps of it. */
  means(): Float32Array<ArrayBuffer>[] {
    return this.#sums.map((sums, group) => {
      const count = this.#counts[group] ?? 0;
      const mean = new Float32Array(sums.length);
      // `Float32Array.from` would make a list of all numbers first.
      for (let at = 0; at < sums.length; at += 1) mean[at] = (sums[at] as number) / count;
      return mean;
    });
  }
}
