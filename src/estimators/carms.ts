import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { oneHot } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';
import { sumByCategories } from './carms-by-categories.ts';
import { sumBySamples } from './carms-by-samples.ts';
import { copulaUniforms } from './dirichlet-copula.ts';
import { placeOf } from './rotations.ts';
import { uniformCategory } from './swap.ts';

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

/** The table for all pairs of categories has about C⁶ / 7 numbers. */
const MOST_CATEGORIES = 16;

/**
 * Whether there are so many pairs of samples that it takes less to compute what all pairs of categories need. With two samples
 * there are no powers to compute.
 */
const takesCategories = (samples: number, categories: number): boolean =>
  samples > 2 &&
  categories <= MOST_CATEGORIES &&
  4 * samples * (samples - 1) >= categories * (categories - 1);

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
    const coupled = { p, drawn, z, signal: f(z) };
    const total = takesCategories(samples, categories)
      ? sumByCategories(coupled)
      : sumBySamples(coupled);
    return { gradient: tf.div(total, samples * (samples - 1)) };
  },
};
