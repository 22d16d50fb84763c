import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';
import { oneHot } from '../distributions/categorical.ts';
import { categoryIndices, dirichletRace, leaders } from '../distributions/race.ts';
import type { Leader } from '../distributions/race.ts';
import type { Dimensions, EstimatorInputs } from './contract.ts';
import { centred } from './score.ts';

/** Uniforms for the race and for each datapoint's choice of the reference category j. */
export function swapNoise({ batch, variables, categories }: Dimensions): Named<Shape> {
  return { race: [categories, batch, variables], reference: [batch] };
}

/** floor(u C): uniformly random categories as floats, [B]. */
export function uniformCategory(uniforms: tf.Tensor, categories: number): tf.Tensor {
  return tf.floor(tf.mul(uniforms, categories));
}

/**
 * A Dirichlet race with the categories along the first axis, [C, B, V] each: what belongs to one swap
 * is contiguous, and whole swaps are added and compared at once.
 */
export interface Race {
  /** φ. */
  readonly phi: tf.Tensor3D;
  /** log π. */
  readonly logPi: tf.Tensor3D;
  /** π. */
  readonly pi: tf.Tensor3D;
  /** log π − φ: the lowest wins. */
  readonly scores: tf.Tensor3D;
}

/**
 * @param logits - φ, [B, V, C].
 * @param uniforms - in (0, 1), [C, B, V].
 */
export function startRace(logits: tf.Tensor3D, uniforms: tf.Tensor3D): Race {
  const phi: tf.Tensor3D = tf.transpose(logits, [2, 0, 1]);
  const { logPi, pi } = dirichletRace(uniforms, 0);
  return { phi, logPi, pi, scores: tf.sub(logPi, phi) };
}

/** What decides the races after the swaps m ⇌ j; shapes broadcast to one entry per swap. */
interface SwappedRaces {
  /** m, and the score of category m, which holds π_j now. */
  readonly first: Leader;
  /** j, and the score of category j, which holds π_m now. */
  readonly second: Leader;
  /** The best of all other categories. */
  readonly others: Leader;
}

/** The winners z^{m⇌j} as floats. */
export function swapWinners({ first, second, others }: SwappedRaces): tf.Tensor3D {
  return tf.where(
    tf.lessEqual(first.score, tf.minimum(second.score, others.score)),
    first.index,
    tf.where(tf.lessEqual(second.score, others.score), second.index, others.index),
  ) as tf.Tensor3D;
}

/** The races π^{m⇌j} of one reference j per datapoint and every m. */
export interface ReferenceRaces extends Race {
  /** j as a float, [B, 1]. */
  readonly reference: tf.Tensor2D;
  /** 1 at j, else 0: [C, B, 1]. */
  readonly isReference: tf.Tensor3D;
  /** log π_m − φ_j, what category j scores when it holds π_m: [C (m), B, V]. */
  readonly sentToReference: tf.Tensor3D;
  /** z^{m⇌j} as floats, [C (m), B, V]. */
  readonly winners: tf.Tensor3D;
}

/** One category per datapoint, [B, 1], as zeros and ones: [C, B, 1]. */
export function categoryMask(index: tf.Tensor, categories: number): tf.Tensor3D {
  return tf.cast(tf.equal(categoryIndices(categories), index), 'float32');
}

/** Entry `mask` of every variable: [C, B, V] and [C, B, 1] → [B, V]. */
export function pick(values: tf.Tensor, mask: tf.Tensor): tf.Tensor2D {
  return tf.sum(tf.mul(values, mask), 0);
}

/** `scores`, and +∞ where `mask` is 1: what is left of a race without one category. */
export function without(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const penalty = tf.where(
    tf.cast(mask, 'bool'),
    tf.scalar(Number.POSITIVE_INFINITY),
    tf.zerosLike(mask),
  );
  return tf.add(scores, penalty);
}

/** For every m the best category other than m: leaders [B, V] → [C (m), B, V]. */
export function bestBesides([first, second]: readonly Leader[], categories: number): Leader {
  if (first === undefined || second === undefined) throw new Error('Two leaders are needed.');
  const isFirst = tf.equal(categoryIndices(categories), first.index);
  return {
    score: tf.where(isFirst, second.score, first.score),
    index: tf.where(isFirst, second.index, first.index),
  };
}

/**
 * Races π^{m⇌j} for every m. The same (m, j) swaps every variable of a datapoint.
 *
 * @param reference - j of each datapoint as a float, [B].
 */
export function raceSwaps(race: Race, reference: tf.Tensor): ReferenceRaces {
  const { phi, logPi, scores } = race;
  const categories = phi.shape[0];
  const column: tf.Tensor2D = tf.reshape(reference, [-1, 1]);
  const isReference = categoryMask(column, categories);
  const sentToReference = tf.sub<tf.Tensor3D>(logPi, pick(phi, isReference));
  const winners = swapWinners({
    first: {
      score: tf.sub(pick(logPi, isReference), phi),
      index: categoryIndices(categories),
    },
    second: { score: sentToReference, index: column },
    others: bestBesides(leaders(without(scores, isReference), 2), categories),
  });
  return { ...race, reference: column, isReference, sentToReference, winners };
}

/** All swaps with one reference j per datapoint, raced and evaluated. */
export interface EvaluatedSwaps extends ReferenceRaces {
  /** f_m − mean over m with f_m = f(z^{m⇌j}), [B, 1, C (m)]. */
  readonly centredSignal: tf.Tensor3D;
}

/**
 * Races and evaluates f once per m. ARS is unbiased for every j, so one j could serve the whole batch; a
 * j per datapoint keeps the datapoints independent given the model.
 */
export function swapsWithReference(inputs: EstimatorInputs): EvaluatedSwaps {
  const { logits, f, noise, dimensions } = inputs;
  const { categories } = dimensions;
  const races = raceSwaps(
    startRace(logits, get(noise, 'race') as tf.Tensor3D),
    uniformCategory(get(noise, 'reference'), categories),
  );
  const signal = f(oneHot(races.winners, categories));
  return { ...races, centredSignal: tf.expandDims(tf.transpose(centred(signal)), 1) };
}

/** 1 where not all winners agree, else 0; `axis` runs over the swaps (1 − δ of Dong et al. 2021, section 3.1). */
export function winnersDiffer(winners: tf.Tensor, axis: number): tf.Tensor {
  return tf.cast(tf.notEqual(tf.max(winners, axis), tf.min(winners, axis)), 'float32');
}
