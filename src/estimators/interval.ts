import * as tf from '@tensorflow/tfjs';
import { categoryIndices, leaders } from '../distributions/race.ts';
import { bestBesides, categoryMask, pick, without } from './swap.ts';
import type { ReferenceRaces } from './swap.ts';

/** Bounds of π_j, each [B, V], or with several of them along a first axis. */
export interface Interval<T extends tf.Tensor = tf.Tensor2D> {
  readonly lower: T;
  readonly upper: T;
}

/** The mean of what is uniform on an interval. */
export function middleOf<T extends tf.Tensor>({ lower, upper }: Interval<T>): T {
  return tf.mul(tf.add(lower, upper), 0.5);
}

/** What the outcome of each race says about x = π_j; all but `total` are [C (m), B, V]. */
interface RaceConditions {
  /** r = π_j + π_l, [B, V]: x and r − x are the two shares. */
  readonly total: tf.Tensor;
  /** x up to which position m beats everything but position q. */
  readonly firstLimit: tf.Tensor;
  /** x from which position q beats everything but position m. */
  readonly secondLimit: tf.Tensor;
  /** x at which positions m and q tie. */
  readonly cross: tf.Tensor;
  readonly firstWins: tf.Tensor;
  readonly secondWins: tf.Tensor;
}

/**
 * Position m of π^{m⇌j} holds x = π_j, and position q holds r − x = π_l, where q = j if m = l, else
 * q = l.
 *
 * @param partner - l of each datapoint as a float, [B]; l ≠ j.
 */
function raceConditions(races: ReferenceRaces, partner: tf.Tensor): RaceConditions {
  const { phi, pi, scores, reference, isReference, sentToReference, winners } = races;
  const categories = phi.shape[0];
  const partnerColumn = tf.reshape(partner, [-1, 1]);
  const isPartner = categoryMask(partnerColumn, categories);
  const isEither = tf.add(isReference, isPartner);
  // log K: the best score among the categories that are neither m nor q; +∞ when there is none (C = 2).
  // Category j is among them unless m or q is j; it holds π_m then.
  const logBest = tf.minimum(
    bestBesides(leaders(without(scores, isEither), 2), categories).score,
    without(sentToReference, isEither),
  );
  const partnerIsFirst = tf.cast(isPartner, 'bool');
  const second = tf.add(
    tf.mul(isPartner, pick(phi, isReference)),
    tf.mul(tf.sub(1, isPartner), pick(phi, isPartner)),
  );
  const total = tf.add(pick(pi, isReference), pick(pi, isPartner));
  return {
    total,
    firstLimit: tf.exp(tf.add(logBest, phi)),
    secondLimit: tf.sub(total, tf.exp(tf.add(logBest, second))),
    cross: tf.mul(total, tf.sigmoid(tf.sub(phi, second))),
    firstWins: tf.equal(winners, categoryIndices(categories)),
    secondWins: tf.equal(winners, tf.where(partnerIsFirst, reference, partnerColumn)),
  };
}

function intersect(lower: tf.Tensor, upper: tf.Tensor, total: tf.Tensor): Interval {
  return {
    lower: tf.maximum(tf.max(lower, 0), 0),
    upper: tf.minimum(tf.min(upper, 0), total),
  };
}

/**
 * The interval on which x = π_j is uniform given every π_i with i ∉ {j, l} and the winners of all C
 * races. For each race m, with K, q and cross as in docs/estimators.md:
 *
 * - m wins: x ≤ min(K exp φ_m, cross);
 * - q wins: x ≥ max(cross, r − K exp φ_q);
 * - another wins: K exp φ_m ≤ x ≤ r − K exp φ_q.
 *
 * @param partner - l of each datapoint as a float, [B]; l ≠ j.
 */
export function interval(races: ReferenceRaces, partner: tf.Tensor): Interval {
  const conditions = raceConditions(races, partner);
  const { total, firstLimit, secondLimit, cross, firstWins, secondWins } = conditions;
  const upper = tf.where(
    firstWins,
    tf.minimum(firstLimit, cross),
    tf.where(secondWins, total, secondLimit),
  );
  const lower = tf.where(
    firstWins,
    tf.scalar(0),
    tf.where(secondWins, tf.maximum(cross, secondLimit), firstLimit),
  );
  return intersect(lower, upper, total);
}

/**
 * The interval as Dong, Mnih, Tucker 2021 print it. It conditions on whether m wins, while f depends
 * on which category wins, and is too wide for C > 2: the estimator that uses it is biased.
 *
 * - m wins: x ≤ min(K exp φ_m, cross);
 * - m does not win: x ≥ min(K exp φ_m, cross).
 *
 * @param partner - l of each datapoint as a float, [B]; l ≠ j.
 */
export function publishedInterval(races: ReferenceRaces, partner: tf.Tensor): Interval {
  const { total, firstLimit, cross, firstWins } = raceConditions(races, partner);
  const limit = tf.minimum(firstLimit, cross);
  return intersect(
    tf.where(firstWins, tf.scalar(0), limit),
    tf.where(firstWins, limit, total),
    total,
  );
}
