import * as tf from '@tensorflow/tfjs';
import { pairWeights } from './carms-weights.ts';
import type { CoupledSamples } from './carms-weights.ts';
import { jointSurvival, survivalRoot } from './dirichlet-copula.ts';
import { placeOf, rotations } from './rotations.ts';

/** The shares of [0, 1) that S drawn categories have in every order: [S, O, B, V] each. */
interface Shares {
  readonly start: tf.Tensor4D;
  readonly end: tf.Tensor4D;
}

/**
 * Without a C × C comparison for each order: r's share is [0, p_r), and the others follow cyclically from t, so
 * that their starts are differences of two cumulative sums.
 *
 * @param drawn - categories as floats, [S, B, V].
 */
function sharesInEveryOrder(p: tf.Tensor3D, drawn: tf.Tensor3D): Shares {
  const categories = p.shape[2];
  const { firsts, seconds } = rotations(categories);
  const byCategory = tf.transpose(p, [2, 0, 1]);
  const cumulative = tf.cumsum(byCategory, 0, true);
  const rows = (values: tf.Tensor, at: readonly number[]) =>
    tf.gather(values, tf.tensor1d([...at], 'int32'));
  const column = (values: readonly number[]) => tf.tensor([...values], [values.length, 1, 1]);
  const [first, second] = [column(firsts), column(seconds)];
  const category = tf.expandDims(drawn, 1);
  const mask = tf.cast(
    tf.equal(category, tf.reshape(tf.range(0, categories), [1, categories, 1, 1])),
    'float32',
  );
  const at = (values: tf.Tensor) => tf.sum(tf.mul(mask, values), 1, true);
  const isFirst = tf.cast(tf.equal(category, first), 'float32');
  const wraps = tf.cast(tf.less(category, second), 'float32');
  const place = placeOf(category, first, second, categories);
  // Whether r lies between t and the category, cyclically: then its share is in the cumulative sums, too.
  const cyclic = tf.add(tf.sub(category, second), tf.mul(wraps, categories));
  const passesFirst = tf.cast(tf.greater(tf.add(cyclic, 1), place), 'float32');
  const span = tf.add(tf.sub(at(cumulative), rows(cumulative, seconds)), wraps);
  const after = tf.add(span, tf.mul(tf.sub(1, passesFirst), rows(byCategory, firsts)));
  const start = tf.mul<tf.Tensor4D>(tf.sub(1, isFirst), after);
  return { start, end: tf.add(start, at(byCategory)) };
}

/** The weights of the samples s and s + `apart`, per variable: [S − apart, B, V]. */
function weightsOf(
  roots: Shares,
  ofSample: tf.Tensor3D,
  apart: number,
  categories: number,
): tf.Tensor {
  const [samples] = ofSample.shape;
  const pick = <T extends tf.Tensor>(values: T, from: number): T =>
    tf.slice(values, [from], [samples - apart]);
  const survival = (a: tf.Tensor, b: tf.Tensor) =>
    jointSurvival(pick(a, 0), pick(b, apart), samples);
  const { start, end } = roots;
  const rectangle = tf.add(
    tf.sub(survival(start, start), survival(start, end)),
    tf.sub(survival(end, end), survival(end, start)),
  );
  const independent = tf.mul(pick(ofSample, 0), pick(ofSample, apart));
  return pairWeights(independent, tf.mean(rectangle, 1), categories);
}

/** Σ_{s<t} r_st (f_s − f_t) (e_{z_s} − e_{z_t}), pair of samples by pair of samples: [B, V, C]. */
export function sumBySamples({ p, drawn, z, signal }: CoupledSamples): tf.Tensor {
  const [samples, , , categories] = z.shape;
  const ofSample = tf.sum<tf.Tensor3D>(tf.mul(z, p), 3);
  const { start, end } = sharesInEveryOrder(p, drawn);
  const roots = {
    start: survivalRoot(start, samples) as tf.Tensor4D,
    end: survivalRoot(end, samples) as tf.Tensor4D,
  };
  let total: tf.Tensor = tf.zerosLike(p);
  for (let apart = 1; apart < samples; apart += 1) {
    const later = <T extends tf.Tensor>(values: T): T =>
      tf.slice(values, [apart], [samples - apart]);
    const earlier = <T extends tf.Tensor>(values: T): T => tf.slice(values, [0], [samples - apart]);
    const difference = tf.expandDims(tf.sub(earlier(signal), later(signal)), 2);
    const weights = tf.mul(weightsOf(roots, ofSample, apart, categories), difference);
    const direction = tf.sub(earlier(z), later(z));
    total = tf.add(total, tf.sum(tf.mul(tf.expandDims(weights, 3), direction), 0));
  }
  return total;
}
