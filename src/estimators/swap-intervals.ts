import * as tf from '@tensorflow/tfjs';
import { leaders } from '../distributions/race.ts';
import type { Leader } from '../distributions/race.ts';
import type { Interval } from './interval.ts';
import type { Race } from './swap.ts';
import type { SwapTable } from './swap-table.ts';

/** What the races of all distinct swaps say of one category's share; [1 + P, B, V] each. */
interface ShareInRaces {
  /** Whether the position that holds the share wins. */
  readonly wins: tf.Tensor;
  /** Whether it comes second. */
  readonly isSecond: tf.Tensor;
  /** φ of the position that holds it. */
  readonly phi: tf.Tensor;
}

/** The races of all distinct swaps, the unswapped one first. */
export interface AllRaces {
  /** The three lowest scores log π − φ of every race, in order: [1 + P, B, V]. */
  readonly ahead: readonly [Leader, Leader, Leader];
  /** By category. */
  readonly shares: readonly ShareInRaces[];
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
  const all = Array.from({ length: categories }, (_, category) => places(category, table));
  // Position i of a race holds the share of the category whose place there is i: a swap is its own inverse.
  const held = tf.reshape(rows(logPi, all.flat()), [categories, races, batch, variables]);
  const scores = tf.reshape(tf.sub(held, tf.expandDims(phi, 1)), [
    categories,
    races * batch,
    variables,
  ]);
  const ahead = leaders(scores, 3).map(({ score, index }) => ({
    score: tf.reshape(score, [races, batch, variables]),
    index: tf.reshape(index, [races, batch, variables]),
  })) as unknown as AllRaces['ahead'];
  const shares = all.map((placesOfIt) => {
    const column = tf.tensor(placesOfIt, [races, 1, 1]);
    return {
      wins: tf.equal(ahead[0].index, column),
      isSecond: tf.equal(ahead[1].index, column),
      phi: rows(phi, placesOfIt),
    };
  });
  return { ahead, shares };
}

/** The lowest of the values where `mask` holds; +∞ when it holds nowhere. [K, 1 + P, B, V] → [K, B, V]. */
function lowest(mask: tf.Tensor, values: tf.Tensor): tf.Tensor3D {
  return tf.min(tf.where(mask, values, tf.scalar(Number.POSITIVE_INFINITY)), 1);
}

/** The highest likewise; −∞ when it holds nowhere. */
function highest(mask: tf.Tensor, values: tf.Tensor): tf.Tensor3D {
  return tf.max(tf.where(mask, values, tf.scalar(Number.NEGATIVE_INFINITY)), 1);
}

/** What the races say of several categories' shares, [K, 1 + P, B, V] each. */
function sharesOf({ shares }: AllRaces, categories: readonly number[]): ShareInRaces {
  const all = categories.map((category) => shares[category] as ShareInRaces);
  const stacked = (of: (share: ShareInRaces) => tf.Tensor) => tf.stack(all.map(of));
  return {
    wins: stacked(({ wins }) => wins),
    isSecond: stacked(({ isSecond }) => isSecond),
    phi: stacked(({ phi }) => phi),
  };
}

/**
 * The intervals on which x = π_j is uniform given every π_i with i ∉ {j, l} and the winners of all races, for
 * each of the partners l. In each race π_j stands at P(j) and π_l at P(l); with r = π_j + π_l, y = r − x and K the
 * lowest score of the other positions, as exp:
 *
 * - P(j) wins: x ≤ K exp φ_{P(j)} and x / y ≤ exp(φ_{P(j)} − φ_{P(l)}), where the two tie;
 * - P(l) wins: y ≤ K exp φ_{P(l)} and x / y ≥ exp(φ_{P(j)} − φ_{P(l)});
 * - another wins: x ≥ K exp φ_{P(j)} and y ≥ K exp φ_{P(l)}.
 *
 * Each kind of bound is compared over the races as a logarithm, so that one exponential is taken of each.
 *
 * @returns [K, B, V] each.
 */
export function shareIntervals(
  { pi }: Race,
  races: AllRaces,
  j: number,
  partners: readonly number[],
): Interval<tf.Tensor3D> {
  const [first, second, third] = races.ahead;
  const [ofJ, ofL] = [sharesOf(races, [j]), sharesOf(races, partners)];
  const eitherWins = tf.logicalOr(ofJ.wins, ofL.wins);
  const eitherIsSecond = tf.logicalOr(ofJ.isSecond, ofL.isSecond);
  const behind = tf.where(eitherIsSecond, third.score, second.score);
  const logBest = tf.where(eitherWins, behind, first.score);
  const anotherWins = tf.logicalNot(eitherWins);
  const ofX = tf.add(logBest, ofJ.phi);
  const ofY = tf.add(logBest, ofL.phi);
  const tie = tf.sub(ofJ.phi, ofL.phi);

  const total = tf.add<tf.Tensor3D>(rows(pi, [j]), rows(pi, partners));
  const fromTie = (logRatio: tf.Tensor3D) => tf.mul(total, tf.sigmoid(logRatio));
  const fromY = (logY: tf.Tensor3D) => tf.sub(total, tf.exp(logY));
  const upper = tf.minimum(
    tf.minimum(tf.exp(lowest(ofJ.wins, ofX)), fromTie(lowest(ofJ.wins, tie))),
    fromY(highest(anotherWins, ofY)),
  );
  const lower = tf.maximum(
    tf.maximum(tf.exp(highest(anotherWins, ofX)), fromTie(highest(ofL.wins, tie))),
    fromY(lowest(ofL.wins, ofY)),
  );
  return { lower: tf.relu(lower as tf.Tensor3D), upper: tf.minimum(total, upper) };
}
