import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { oneHot } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';
import { copulaUniforms, jointSurvival, survivalRoot } from './dirichlet-copula.ts';
import { placeOf, rotations } from './rotations.ts';
import { uniformCategory } from './swap.ts';

/** Below every probability that float32 can tell from zero. */
const TINY = 1e-37;

/** Where each category's share of [0, 1) begins when the categories stand in the order (r, t): [..., C]. */
function starts(p: tf.Tensor, place: tf.Tensor): tf.Tensor {
  const before = tf.cast(tf.less(tf.expandDims(place, -2), tf.expandDims(place, -1)), 'float32');
  return tf.sum(tf.mul(before, tf.expandDims(p, -2)), -1);
}

/**
 * S negatively dependent samples by inversion, each variable with a random order of its categories.
 *
 * @param uniforms - of the copula, [S, B, V].
 * @param order - uniforms for r and t, [2, B, V].
 * @returns categories as floats, [S, B, V].
 */
function sampleCoupled(p: tf.Tensor3D, uniforms: tf.Tensor3D, order: tf.Tensor): tf.Tensor3D {
  const categories = p.shape[2];
  const [ofFirst, ofSecond] = tf.unstack(order) as [tf.Tensor, tf.Tensor];
  const first = tf.expandDims(uniformCategory(ofFirst, categories), -1);
  const offset = tf.expandDims(uniformCategory(ofSecond, categories - 1), -1);
  const sum = tf.add(tf.add(first, offset), 1);
  const second = tf.sub(
    sum,
    tf.mul(tf.cast(tf.greaterEqual(sum, categories), 'float32'), categories),
  );
  const numbers = tf.range(0, categories);
  const place = placeOf(numbers, first, second, categories);
  // The last place whose share has begun at u: the shares tile [0, 1) whatever the rounding.
  const begun = tf.lessEqual(starts(p, place), tf.expandDims(uniforms, -1));
  const reached = tf.max(tf.where(begun, place, tf.zerosLike(place)), -1, true);
  const chosen = tf.cast(tf.equal(place, reached), 'float32');
  return tf.sum(tf.mul(chosen, numbers), -1);
}

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

/**
 * p(z_s) p(z_t) / P(z_s, z_t) of the samples s and s + `apart`, per variable: the joint probability is the
 * mean of those over all orders. [S − apart, B, V].
 */
function ratios(
  roots: Shares,
  ofSample: tf.Tensor3D,
  apart: number,
  categories: number,
): tf.Tensor3D {
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
  const joint = tf.mean(rectangle, 1);
  const independent = tf.mul(pick(ofSample, 0), pick(ofSample, apart));
  // In one order each, one of the two is first and the other last, where negative dependence makes the joint
  // probability at least the product: rounding may not lose that bound.
  const largest = (categories * (categories - 1)) / 2;
  return tf.minimum(tf.div(independent, tf.maximum(joint, TINY)), largest);
}

/**
 * 1 / (S(S−1)) Σ_{s≠t} ½ r_st (f_s − f_t) (e_{z_s} − e_{z_t}), r = p p / P per variable: importance weights make
 * pairs of negatively dependent samples count as independent ones (Dimitriev and Zhou 2021).
 */
export const carms: EstimatorDefinition = {
  unbiased: true,
  reference: 'Dimitriev and Zhou 2021',
  summary: 'negatively dependent samples, weighted in pairs to be independent',
  family: 'coupled samples',
  cost: 'S',
  leastSamples: 2,
  evaluations: ({ samples }) => samples,
  noise: ({ batch, variables, samples }) => ({
    copula: [samples, batch, variables],
    order: [2, batch, variables],
  }),
  gradient({ logits, f, noise, dimensions: { samples, categories } }) {
    const p: tf.Tensor3D = tf.softmax(logits);
    const uniforms = copulaUniforms(get(noise, 'copula') as tf.Tensor3D);
    const drawn = sampleCoupled(p, uniforms, get(noise, 'order'));
    const z = oneHot(drawn, categories);
    const signal = f(z);
    const ofSample = tf.sum<tf.Tensor3D>(tf.mul(z, p), 3);
    const { start, end } = sharesInEveryOrder(p, drawn);
    const roots = {
      start: survivalRoot(start, samples) as tf.Tensor4D,
      end: survivalRoot(end, samples) as tf.Tensor4D,
    };
    let total: tf.Tensor = tf.zerosLike(logits);
    for (let apart = 1; apart < samples; apart += 1) {
      const later = <T extends tf.Tensor>(values: T): T =>
        tf.slice(values, [apart], [samples - apart]);
      const earlier = <T extends tf.Tensor>(values: T): T =>
        tf.slice(values, [0], [samples - apart]);
      const difference = tf.expandDims(tf.sub(earlier(signal), later(signal)), 2);
      const weights = tf.mul(ratios(roots, ofSample, apart, categories), difference);
      const direction = tf.sub(earlier(z), later(z));
      total = tf.add(total, tf.sum(tf.mul(tf.expandDims(weights, 3), direction), 0));
    }
    return { gradient: tf.div(total, samples * (samples - 1)) };
  },
};
