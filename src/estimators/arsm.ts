import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { oneHot } from '../distributions/categorical.ts';
import { leaders } from '../distributions/race.ts';
import type { Leader } from '../distributions/race.ts';
import type { EstimatorDefinition, EstimatorInputs, GradientEstimate } from './contract.ts';
import { centred } from './score.ts';
import { startRace, swapWinners, winnersDiffer } from './swap.ts';
import type { Race } from './swap.ts';
import { distinctSwaps, swapTable } from './swap-table.ts';
import type { SwapTable } from './swap-table.ts';

/** The best category besides m and j of each pair: leaders [B, V] → [P, B, V]. */
function bestBesidesPair(
  [first, second, third]: readonly Leader[],
  m: tf.Tensor,
  j: tf.Tensor,
): Leader {
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('Three leaders are needed.');
  }
  const taken = ({ index }: Leader) => tf.logicalOr(tf.equal(index, m), tf.equal(index, j));
  const [firstTaken, secondTaken] = [taken(first), taken(second)];
  const choose = (of: (leader: Leader) => tf.Tensor) =>
    tf.where(firstTaken, tf.where(secondTaken, of(third), of(second)), of(first));
  return { score: choose(({ score }) => score), index: choose(({ index }) => index) };
}

/** z of the unswapped race and of every pair's, as floats: [1 + P, B, V]. */
function allWinners({ phi, logPi, scores }: Race, { firsts, seconds }: SwapTable): tf.Tensor3D {
  const column = (categories: number[]) => tf.tensor(categories, [categories.length, 1, 1]);
  const rows = (values: tf.Tensor3D, categories: number[]) =>
    tf.gather(values, tf.tensor1d(categories, 'int32'));
  const [m, j] = [column(firsts), column(seconds)];
  const ahead = leaders(scores, 3);
  const swapped = swapWinners({
    first: { score: tf.sub(rows(logPi, seconds), rows(phi, firsts)), index: m },
    second: { score: tf.sub(rows(logPi, firsts), rows(phi, seconds)), index: j },
    others: bestBesidesPair(ahead, m, j),
  });
  const unswapped = tf.expandDims<tf.Tensor3D>((ahead[0] as Leader).index, 0);
  return tf.concat([unswapped, swapped]);
}

/**
 * Σ_j (f_{cj} − mean_m f_{mj}) (1/C − π_j) w_j with f_{mj} = f(z^{m⇌j}); w = 1 for ARSM and 1 − δ_j for
 * ARSM+. Each distinct swap is evaluated once: z^{m⇌j} = z^{j⇌m}, and z^{j⇌j} = z.
 */
function swapAndMerge(inputs: EstimatorInputs, dropUnanimous: boolean): GradientEstimate {
  const { logits, f, noise, dimensions } = inputs;
  const { categories } = dimensions;
  const swaps = swapTable(categories);
  const race = startRace(logits, get(noise, 'race') as tf.Tensor3D);
  const winners = allWinners(race, swaps);
  const signal = f(oneHot(winners, categories));
  const share = tf.sub(1 / categories, race.pi);
  const direction = dropUnanimous
    ? tf.mul(share, differPerReference(winners, swaps, dimensions))
    : share;
  return { gradient: merge(signal, direction, swaps) };
}

/**
 * Σ_j (f_{cj} − mean_m f_{mj}) d_j.
 *
 * @param signal - f of every distinct swap, [1 + P, B].
 * @param direction - d, [C (j), B, V].
 * @returns [B, V, C].
 */
export function merge(
  signal: tf.Tensor2D,
  direction: tf.Tensor,
  { rowOf }: SwapTable,
): tf.Tensor3D {
  const [categories] = direction.shape as [number];
  const [, batch] = signal.shape;
  const rows = tf.gather(signal, tf.tensor1d(rowOf, 'int32'));
  const byPair = tf.reshape(rows, [categories, categories, batch]);
  const advantage = tf.transpose(centred(byPair), [2, 0, 1]);
  // [B, C (c), C (j)] × [B, C (j), V].
  const merged = tf.matMul(advantage, tf.transpose(direction, [1, 0, 2]));
  return tf.transpose(merged, [0, 2, 1]) as tf.Tensor3D;
}

/** 1 − δ_j: [C (j), B, V], 0 where all z^{m⇌j} of one reference j agree. */
export function differPerReference(
  winners: tf.Tensor,
  { rowOf }: SwapTable,
  { batch, variables, categories }: EstimatorInputs['dimensions'],
): tf.Tensor {
  const byPair = tf.gather(winners, tf.tensor1d(rowOf, 'int32'));
  return winnersDiffer(tf.reshape(byPair, [categories, categories, batch, variables]), 0);
}

/** What the estimators of all pairs of categories have in common. */
export const mergedSwaps = {
  unbiased: true,
  family: 'augment-REINFORCE-swap',
  cost: 'C(C−1)/2 + 1',
  evaluations: ({ categories }) => distinctSwaps(categories),
  noise: ({ batch, variables, categories }) => ({ race: [categories, batch, variables] }),
} as const satisfies Partial<EstimatorDefinition>;

/** ARS averaged over all reference categories. */
export const arsm: EstimatorDefinition = {
  ...mergedSwaps,
  reference: 'Yin, Yue, Zhou 2019',
  summary: 'ARS merged over all reference categories',
  gradient: (inputs) => swapAndMerge(inputs, false),
};

/** ARSM without the references whose races all have one winner. */
export const arsmPlus: EstimatorDefinition = {
  ...mergedSwaps,
  reference: 'Dong, Mnih, Tucker 2021, section 3.1',
  summary: 'ARSM that drops references whose races all have one winner',
  gradient: (inputs) => swapAndMerge(inputs, true),
};
