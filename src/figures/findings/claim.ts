import type { RankedMetric } from '../../metrics/table.ts';
import type { PaperName } from './papers.ts';

/**
 * Evaluations of f per datapoint at which estimators are compared: two; the C of ARS; the C(C−1)/2 + 1 of
 * ARSM; or what an estimator that takes no number of samples costs.
 */
export type Cost = 'two' | 'ars' | 'arsm' | 'own';

/** One estimator against another. */
export interface Contest {
  readonly one: string;
  readonly other: string;
  readonly cost: Cost;
  /** Of `other`, where it is not that of `one`. */
  readonly otherCost?: Cost;
}

interface CommonClaim {
  readonly id: string;
  readonly paper: PaperName;
  /** The finding in one sentence. */
  readonly statement: string;
  /** Where the paper says or shows it. */
  readonly source: string;
  /** `one` is said to be better in each of these. */
  readonly contests: readonly Contest[];
  /**
   * What it is said to be better in. A claim about bounds says nothing of the gradient variance, which does not
   * rank estimators with different biases.
   */
  readonly metrics: readonly RankedMetric[];
  /** How these contests differ from those of the paper, or what it leaves open: sentences. */
  readonly note?: string;
}

interface LeadClaim extends CommonClaim {
  readonly kind: 'lead';
  /** Numbers of categories that it speaks of; `any`: it is judged at those that there are pairs of runs for. */
  readonly categories: readonly number[] | 'any';
}

/** What is said to grow is the lead of `one`, from one C to the next larger one. */
interface GrowthClaim extends CommonClaim {
  readonly kind: 'growth';
  readonly categories: readonly number[];
}

/** What a paper found, and what has to be compared to judge it. */
export type Claim = LeadClaim | GrowthClaim;

export const bounds = ['train_elbo', 'test_bound'] as const satisfies RankedMetric[];

export const boundsAndVariance = [...bounds, 'grad_variance'] as const satisfies RankedMetric[];
