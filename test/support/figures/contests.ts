import type { Claim, Contest, Cost } from '../../../src/figures/findings/claim.ts';
import type { Metric } from '../../../src/metrics/table.ts';
import type { Panel } from '../../../src/figures/panels.ts';
import type { Series } from '../../../src/figures/series.ts';
import { panelOf, seedsWith, seriesOf } from './series.ts';

/** By how much `one` of every contest is better, for a number of categories and a seed. */
export type Leads = (categories: number, seed: number) => number;

const SEEDS = [0, 1, 2];

/** What seeds have in common: pairs see the same images, and it cancels. */
const COMMON = [0, 7, -4];

/** Evaluations of estimators that have a cost of their own: any number that no other cost gives. */
const OWN = 7;

/** 2, C, or C(C−1)/2 + 1. */
const evaluationsAt = (cost: Cost, categories: number): number =>
  ({ two: 2, ars: categories, arsm: (categories * (categories - 1)) / 2 + 1, own: OWN })[cost];

/** The numbers of categories at which made-up runs judge a claim. */
export const categoriesOf = ({ categories }: Claim): readonly number[] =>
  categories === 'any' ? [10, 2] : categories;

const sidesOf = ({ one, other, cost, otherCost = cost }: Contest) => [
  { estimator: one, cost, leads: true },
  { estimator: other, cost: otherCost, leads: false },
];

/**
 * Results of everything that a claim compares, in which its `one`s lead its `other`s: in a bound by a
 * difference, in a variance by the factor exp(−lead).
 */
export function panelsFor(claim: Claim, metric: Metric, leads: Leads, seeds = SEEDS): Panel[] {
  const value = (score: number) => (metric === 'grad_variance' ? Math.exp(-score) : score - 100);
  return categoriesOf(claim).map((categories) => {
    const series = new Map<string, Series>();
    for (const side of claim.contests.flatMap(sidesOf)) {
      const { estimator } = side;
      const evaluations = evaluationsAt(side.cost, categories);
      const scores = seeds.map(
        (seed) => COMMON[seed]! + (side.leads ? leads(categories, seed) : 0),
      );
      const id = `${estimator}-c${categories}-n${evaluations}`;
      const named = { estimator, categories, evaluations, id };
      series.set(id, seriesOf(seedsWith(metric, scores.map(value)), named));
    }
    return panelOf([...series.values()]);
  });
}

/** A spread over seeds, of mean zero. */
export const spread = (seed: number) => [0.1, 0, -0.1][seed]!;
