import * as tf from '@tensorflow/tfjs';
import { take } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';
import type { Named } from '../core/named.ts';
import { dirichletRace, raceWinners } from '../distributions/race.ts';
import type { Dimensions, EstimatorInputs } from './contract.ts';
import { centred } from './score.ts';

/** Uniforms for the race and for each datapoint's choice of the reference category j. */
export function swapNoise({ batch, variables, categories }: Dimensions): Named<Shape> {
  return { race: [batch, variables, categories], reference: [batch] };
}

/** floor(u C): uniformly random categories as floats, [B]. */
export function uniformCategory(uniforms: tf.Tensor, categories: number): tf.Tensor {
  return tf.floor(tf.mul(uniforms, categories));
}

/** One category per datapoint, [B], as a one-hot mask: bool [B, 1, C]. */
export function categoryMask(indices: tf.Tensor, categories: number): tf.Tensor3D {
  return tf.equal(tf.range(0, categories), tf.reshape(indices, [-1, 1, 1]));
}

/** All swaps m ⇌ j with one reference j per datapoint, raced and evaluated. */
export interface SwapsWithReference {
  /** j as a float, [B]. */
  readonly reference: tf.Tensor;
  /** j as a one-hot mask, bool [B, 1, C]. */
  readonly isReference: tf.Tensor3D;
  /** π, [B, V, C]. */
  readonly pi: tf.Tensor3D;
  /** log π^{m⇌j}, [C (m), B, V, C]. */
  readonly swapped: tf.Tensor4D;
  /** z^{m⇌j} as categories, int32 [C (m), B, V]. */
  readonly winners: tf.Tensor3D;
  /** f_m − mean over m, [B, 1, C (m)]. */
  readonly centredSignal: tf.Tensor3D;
}

/**
 * Races π^{m⇌j} for every m and evaluates f once per m. The same (m, j) swaps every variable of a
 * datapoint. ARS is unbiased for every j, so one j could serve the whole batch; a j per datapoint keeps
 * the datapoints independent given the model.
 */
export function swapsWithReference({
  logits,
  f,
  noise,
  dimensions: { categories },
}: EstimatorInputs): SwapsWithReference {
  const { logPi, pi } = dirichletRace(take(noise, 'race') as tf.Tensor3D);
  const reference = uniformCategory(take(noise, 'reference'), categories);
  const isReference = categoryMask(reference, categories);
  const isSwapped: tf.Tensor = tf.reshape(tf.eye(categories), [categories, 1, 1, categories]);
  const ofReference = tf.sum(tf.where(isReference, logPi, tf.zerosLike(logPi)), 2, true);
  const ofSwapped = tf.expandDims(tf.transpose(logPi, [2, 0, 1]), 3);
  const swapped = tf.where(
    tf.cast(isSwapped, 'bool'),
    ofReference,
    tf.where(isReference, ofSwapped, logPi),
  ) as tf.Tensor4D;
  const winners = raceWinners(swapped, logits) as tf.Tensor3D;
  const signal = f(tf.cast(tf.oneHot(winners, categories), 'float32') as tf.Tensor4D);
  return {
    reference,
    isReference,
    pi,
    swapped,
    winners,
    centredSignal: tf.expandDims(tf.transpose(centred(signal)), 1),
  };
}

/** Entry `mask` of every variable: [B, V, C] and bool [B, 1, C] → [B, V]. */
export function pick(values: tf.Tensor, mask: tf.Tensor): tf.Tensor2D {
  return tf.sum(tf.mul(values, tf.cast(mask, 'float32')), 2);
}

/** 1 where not all winners agree, else 0; `axis` runs over the swaps (1 − δ of Dong et al. 2021, section 3.1). */
export function winnersDiffer(winners: tf.Tensor, axis: number): tf.Tensor {
  return tf.cast(tf.notEqual(tf.max(winners, axis), tf.min(winners, axis)), 'float32');
}
