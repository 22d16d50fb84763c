import type { Claim, Contest } from '../../../src/figures/findings/claims.ts';
import type { Metric } from '../../../src/metrics/table.ts';
import type { Panel, Series } from '../../../src/figures/series.ts';
import { panelOf, seedsWith, seriesOf } from './series.ts';

/** By how much `one` of every contest is better, for a number of categories and a seed. */
export type Leads = (categories: number, seed: number) => number;

const SEEDS = [0, 1, 2];

/** What seeds have in common: pairs see the same images, and it cancels. */
const COMMON = [0, 7, -4];

/** C, or C(C−1)/2 + 1. */
const costOf = ({ cost }: Contest, categories: number) =>
  cost === 'ars' ? categories : (categories * (categories - 1)) / 2 + 1;

/**
 * Results of everything that a claim compares, in which its `one`s lead its `other`s: in a bound by a
 * difference, in a variance by the factor exp(−lead).
 */
export function panelsFor(claim: Claim, metric: Metric, leads: Leads, seeds = SEEDS): Panel[] {
  const value = (score: number) => (metric === 'grad_variance' ? Math.exp(-score) : score - 100);
  return claim.categories.map((categories) => {
    const series = new Map<string, Series>();
    for (const contest of claim.contests) {
      const evaluations = costOf(contest, categories);
      for (const estimator of [contest.one, contest.other]) {
        const scores = seeds.map(
          (seed) => COMMON[seed]! + (estimator === contest.one ? leads(categories, seed) : 0),
        );
        const id = `${estimator}-c${categories}-n${evaluations}`;
        series.set(
          id,
          seriesOf(seedsWith(metric, scores.map(value)), {
            estimator,
            categories,
            evaluations,
            id,
          }),
        );
      }
    }
    return panelOf([...series.values()]);
  });
}

/** A spread over seeds, of mean zero. */
export const spread = (seed: number) => [0.1, 0, -0.1][seed]!;
