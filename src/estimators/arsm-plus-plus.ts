import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { oneHot } from '../distributions/categorical.ts';
import { differPerReference, merge, mergedSwaps } from './arsm.ts';
import type { EstimatorDefinition } from './contract.ts';
import { middleOf } from './interval.ts';
import { startRace } from './swap.ts';
import type { Race } from './swap.ts';
import { raceAllSwaps, shareIntervals } from './swap-intervals.ts';
import type { AllRaces } from './swap-intervals.ts';
import { swapTable } from './swap-table.ts';

/**
 * π̄_j of every j, the mean over all partners l ≠ j of the middles of the intervals: [C, B, V]. Given j and l,
 * π_l is uniform on the mirrored interval, so that each pair is computed once.
 */
function meanShares(race: Race, races: AllRaces): tf.Tensor {
  const categories = race.phi.shape[0];
  const ofJ = tf.unstack(race.pi);
  const sums: tf.Tensor[][] = ofJ.map(() => []);
  for (let j = 0; j < categories - 1; j += 1) {
    const later = Array.from({ length: categories - 1 - j }, (_, offset) => j + 1 + offset);
    for (const partners of inGroups(later, categories)) {
      const middles = tf.unstack(middleOf(shareIntervals(race, races, j, partners)));
      middles.forEach((middle, at) => {
        const l = partners[at] ?? j;
        const total = tf.add(ofJ[j] as tf.Tensor, ofJ[l] as tf.Tensor);
        sums[j]?.push(middle);
        sums[l]?.push(tf.sub(total, middle));
      });
    }
  }
  return tf.stack(sums.map((middles) => tf.div(tf.addN(middles), categories - 1)));
}

/** Up to this number of categories, the races of one pair at a time stay in the processor's cache. */
const FEW = 16;

/** One at a time, or all at once where a graph with every pair on its own would be too large to compile. */
function inGroups(partners: readonly number[], categories: number): (readonly number[])[] {
  return categories <= FEW ? partners.map((l) => [l]) : [partners];
}

/**
 * Σ_j (f_{cj} − mean_m f_{mj}) (1/C − π̄_j) (1 − δ_j): ARSM+ with every share replaced by its mean given the
 * winners of all races and all shares but two, averaged over the second of the two.
 */
export const arsmPlusPlus: EstimatorDefinition = {
  ...mergedSwaps,
  reference: 'new here; announced in Dong, Mnih, Tucker 2021, section 3',
  summary: 'ARSM+ conditioned on the winners of all races, averaged over all partners',
  gradient({ logits, f, noise, dimensions }) {
    const { categories } = dimensions;
    const table = swapTable(categories);
    const race = startRace(logits, get(noise, 'race') as tf.Tensor3D);
    const races = raceAllSwaps(race, table);
    const winners = races.ahead[0].index as tf.Tensor3D;
    const signal = f(oneHot(winners, categories));
    const share = tf.sub(1 / categories, meanShares(race, races));
    const direction = tf.mul(share, differPerReference(winners, table, dimensions));
    return { gradient: merge(signal, direction, table) };
  },
};
