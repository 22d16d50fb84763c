import type { ComparisonOptions } from '../run-files/comparison-file.ts';
import type { GroupMeans } from './bias.ts';
import type { ContenderDraws } from './contender-draws.ts';
import { GROUPS } from './groups.ts';
import type { Estimated } from './moments.ts';

/** Whole rounds: every group has as many draws. */
export const roundedDraws = (draws: number): number => Math.ceil(draws / GROUPS) * GROUPS;

/** So many times as many draws are taken of an estimator that is biased, at most, where its bias has to be told. */
const MORE = 20;

/** Draws grow by this factor from one look at the bias to the next: a look costs as much as several draws. */
const GROWTH = 1.25;

const halfWidth = ({ low, high }: Estimated): number => (high - low) / 2;

/** When an estimator has been drawn often enough, for the whole gradient. */
export class StoppingRule {
  readonly #options: ComparisonOptions;
  /** To which share of the gradient's norm its bias has to be told; null leaves that to the draws. */
  readonly #biasPrecision: number | null;
  #nextLook: number;

  /** @param unbiased - whether the estimator is said to be: its bias is not looked for with more draws. */
  constructor(options: ComparisonOptions, unbiased: boolean) {
    this.#options = options;
    this.#biasPrecision = unbiased ? null : options.bias_precision;
    this.#nextLook = options.precision === null ? options.draws : GROUPS;
  }

  /** Draws at most. */
  get most(): number {
    const { draws } = this.#options;
    return this.#biasPrecision === null ? draws : MORE * draws;
  }

  /** Whether so many draws are enough. */
  isReached(number: number, draws: ContenderDraws, reference: GroupMeans): boolean {
    if (number === this.most) return true;
    if (number === 0 || number % GROUPS !== 0) return false;
    return this.#isVarianceTold(number, draws) && this.#isBiasTold(number, draws, reference);
  }

  #isVarianceTold(number: number, draws: ContenderDraws): boolean {
    const { precision, draws: enough } = this.#options;
    if (number >= enough) return true;
    const [whole] = draws.variances();
    if (precision === null || whole === undefined) return false;
    return whole.value === 0 || halfWidth(whole) <= precision * whole.value;
  }

  #isBiasTold(number: number, draws: ContenderDraws, reference: GroupMeans): boolean {
    if (this.#biasPrecision === null) return true;
    if (number < this.#nextLook) return false;
    this.#nextLook = number * GROWTH;
    const [whole] = draws.biases(reference);
    return whole !== undefined && halfWidth(whole.relative) <= this.#biasPrecision;
  }
}
