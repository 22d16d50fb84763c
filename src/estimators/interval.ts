import * as tf from '@tensorflow/tfjs';
import { pick } from './swap.ts';

/** The races of one reference category j, and the category l whose share it trades with. */
export interface ReferenceRaces {
  /** φ, [B, V, C]. */
  readonly logits: tf.Tensor3D;
  /** π, [B, V, C]. */
  readonly pi: tf.Tensor3D;
  /** log π^{m⇌j}, [C (m), B, V, C]. */
  readonly swapped: tf.Tensor4D;
  /** z^{m⇌j}, int32 [C (m), B, V]. */
  readonly winners: tf.Tensor3D;
  /** j of each datapoint as a one-hot mask, bool [B, 1, C]. */
  readonly isReference: tf.Tensor3D;
  /** l of each datapoint as a one-hot mask, bool [B, 1, C]; l ≠ j. */
  readonly isPartner: tf.Tensor3D;
}

/** Bounds of π_j, each [B, V]. */
export interface Interval {
  readonly lower: tf.Tensor2D;
  readonly upper: tf.Tensor2D;
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
 */
function raceConditions(races: ReferenceRaces): RaceConditions {
  const { logits, pi, swapped, winners, isReference, isPartner } = races;
  const [batch, , categories] = logits.shape;
  const isFirst = tf.reshape(tf.eye(categories), [categories, 1, 1, categories]);
  const partnerIsFirst = tf.reshape(tf.transpose(isPartner, [2, 0, 1]), [categories, batch, 1, 1]);
  // The one-hot mask of q, [C (m), B, 1, C]. In floats: the wasm backend's Select writes four bytes
  // per element, also for bool tensors, which have one.
  const isSecond = tf.where(
    tf.cast(partnerIsFirst, 'bool'),
    tf.cast(isReference, 'float32'),
    tf.cast(isPartner, 'float32'),
  );
  const others = tf.where(
    tf.cast(tf.add(isFirst, isSecond), 'bool'),
    tf.scalar(Number.POSITIVE_INFINITY),
    tf.sub(swapped, logits),
  );
  // log K: the best score among the remaining categories; +∞ when there is none (C = 2).
  const logBest = tf.min(others, 3);
  const first = tf.transpose(logits, [2, 0, 1]);
  const second = tf.sum(tf.mul(isSecond, logits), 3);
  const total = tf.add(pick(pi, isReference), pick(pi, isPartner));
  const categoryIs = (mask: tf.Tensor) => tf.equal(winners, tf.argMax(mask, 3));
  return {
    total,
    firstLimit: tf.exp(tf.add(logBest, first)),
    secondLimit: tf.sub(total, tf.exp(tf.add(logBest, second))),
    cross: tf.mul(total, tf.sigmoid(tf.sub(first, second))),
    firstWins: categoryIs(isFirst),
    secondWins: categoryIs(isSecond),
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
 */
export function interval(races: ReferenceRaces): Interval {
  const { total, firstLimit, secondLimit, cross, firstWins, secondWins } = raceConditions(races);
  const upper = tf.where(
    firstWins,
    tf.minimum(firstLimit, cross),
    tf.where(secondWins, total, secondLimit),
  );
  const lower = tf.where(
    firstWins,
    tf.zerosLike(cross),
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
 */
export function publishedInterval(races: ReferenceRaces): Interval {
  const { total, firstLimit, cross, firstWins } = raceConditions(races);
  const limit = tf.minimum(firstLimit, cross);
  return intersect(
    tf.where(firstWins, tf.zerosLike(limit), limit),
    tf.where(firstWins, limit, total),
    total,
  );
}
