import * as tf from '@tensorflow/tfjs';
import { leaders } from '../distributions/race.ts';
import type { Leader } from '../distributions/race.ts';
import { intersect } from './interval.ts';
import type { Interval } from './interval.ts';
import type { Race } from './swap.ts';
import type { SwapTable } from './swap-table.ts';

/** The races of all distinct swaps: winners, and who follows them. [1 + P, B, V] each. */
export interface AllRaces {
  /** The three lowest scores log π − φ of every race, in order. */
  readonly ahead: readonly [Leader, Leader, Leader];
}

/** A pair of categories swapped: where what belonged to `category` stands. */
function placeAfterSwap(category: number, first: number, second: number): number {
  if (category === first) return second;
  return category === second ? first : category;
}

/** Where the share of `category` stands in the race of each row: its own place in the unswapped one. */
function places(category: number, { firsts, seconds }: SwapTable): number[] {
  const swapped = firsts.map((first, pair) => placeAfterSwap(category, first, seconds[pair] ?? -1));
  return [category, ...swapped];
}

/** Rows `at` of the first axis. */
function rows(values: tf.Tensor, at: readonly number[]): tf.Tensor {
  return tf.gather(values, tf.tensor1d([...at], 'int32'));
}

/** Runs the races of all rows of the table. */
export function raceAllSwaps({ logPi, phi }: Race, table: SwapTable): AllRaces {
  const [categories, batch, variables] = phi.shape;
  const races = table.firsts.length + 1;
  // Position i of race r holds the share of the category whose place there is i: a swap is its own inverse.
  const holders = Array.from({ length: categories }, (_, i) => places(i, table)).flat();
  const shares = tf.reshape(rows(logPi, holders), [categories, races, batch, variables]);
  const scores = tf.sub(shares, tf.expandDims(phi, 1));
  const flat = tf.reshape(scores, [categories, races * batch, variables]);
  const ahead = leaders(flat, 3).map(({ score, index }) => ({
    score: tf.reshape(score, [races, batch, variables]),
    index: tf.reshape(index, [races, batch, variables]),
  }));
  return { ahead: ahead as unknown as AllRaces['ahead'] };
}

function isAt(index: tf.Tensor, place: tf.Tensor): tf.Tensor {
  return tf.equal(index, place);
}

/**
 * The interval on which x = π_j is uniform given every π_i with i ∉ {j, l} and the winners of
 * all races. In each race π_j stands at P(j) and π_l at P(l); with r = π_j + π_l, K the lowest score of the
 * other positions, as exp, and cross = r exp φ_{P(j)} / (exp φ_{P(j)} + exp φ_{P(l)}), the x at which the two tie:
 *
 * - P(j) wins: x ≤ min(K exp φ_{P(j)}, cross);
 * - P(l) wins: x ≥ max(cross, r − K exp φ_{P(l)});
 * - another wins: K exp φ_{P(j)} ≤ x ≤ r − K exp φ_{P(l)}.
 */
export function shareInterval(
  { phi, pi }: Race,
  { ahead }: AllRaces,
  table: SwapTable,
  j: number,
  l: number,
): Interval {
  const [first, second, third] = ahead;
  const [placesOfJ, placesOfL] = [places(j, table), places(l, table)];
  const column = (at: number[]) => tf.tensor(at, [at.length, 1, 1]);
  const [atJ, atL] = [column(placesOfJ), column(placesOfL)];
  const [phiJ, phiL] = [rows(phi, placesOfJ), rows(phi, placesOfL)];
  const total = tf.add(rows(pi, [j]), rows(pi, [l]));

  const jWins = isAt(first.index, atJ);
  const lWins = isAt(first.index, atL);
  const eitherWins = tf.logicalOr(jWins, lWins);
  const eitherIsSecond = tf.logicalOr(isAt(second.index, atJ), isAt(second.index, atL));
  const behind = tf.where(eitherIsSecond, third.score, second.score);
  const logBest = tf.where(eitherWins, behind, first.score);

  const limit = tf.exp(tf.add(logBest, phiJ));
  const otherLimit = tf.sub(total, tf.exp(tf.add(logBest, phiL)));
  const cross = tf.mul(total, tf.sigmoid(tf.sub(phiJ, phiL)));
  const upper = tf.where(
    jWins,
    tf.minimum(limit, cross),
    tf.where(lWins, tf.add(total, tf.zerosLike(limit)), otherLimit),
  );
  const lower = tf.where(
    jWins,
    tf.zerosLike(limit),
    tf.where(lWins, tf.maximum(cross, otherLimit), limit),
  );
  return intersect(lower, upper, tf.squeeze<tf.Tensor>(total, [0]));
}
