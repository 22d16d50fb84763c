import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { oneHot, sampleCategorical } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';
import { categoriesOf } from './points.ts';
import { throughSoftmax } from './relaxation.ts';

/** Alternatives 0 … C − 2 to z_v as categories: those from z_v on move up by one. [C − 1, B, V]. */
function alternatives(categories: tf.Tensor3D, count: number): tf.Tensor3D {
  const numbers = tf.reshape(tf.range(0, count - 1), [count - 1, 1, 1]);
  const above = tf.cast(tf.greaterEqual(numbers, categories), 'float32');
  return tf.add(numbers, above);
}

/** Every point that differs from z in one variable, (C − 1) V of them, as categories: [(C − 1) V, B, V]. */
function neighbours(categories: tf.Tensor3D, count: number): tf.Tensor3D {
  const [, batch, variables] = categories.shape;
  const changed = tf.reshape(tf.eye(variables), [1, variables, 1, variables]);
  const others = tf.expandDims(alternatives(categories, count), 1);
  const kept = tf.mul(tf.sub(1, changed), tf.expandDims(categories, 0));
  const points = tf.add(tf.mul(changed, others), kept);
  return tf.reshape(points, [(count - 1) * variables, batch, variables]);
}

/**
 * f with z_v replaced by each category, less f(z): [B, V, C].
 *
 * @param differences - f of the neighbours less f(z), in their order: [C − 1, V, B].
 * @param categories - z, [1, B, V].
 */
function byCategory(differences: tf.Tensor, categories: tf.Tensor3D, count: number): tf.Tensor3D {
  const [, batch, variables] = categories.shape;
  const others = tf.transpose(differences, [2, 1, 0]);
  const gap = tf.zeros([batch, variables, 1]);
  const chosen = tf.reshape(categories, [batch, variables, 1]);
  const numbers = tf.reshape(tf.range(0, count), [1, 1, count]);
  // Alternative c stands for category c below z_v, and for c + 1 from z_v on.
  const below = tf.cast(tf.less(numbers, chosen), 'float32');
  const above = tf.cast(tf.greater(numbers, chosen), 'float32');
  return tf.add(
    tf.mul(below, tf.concat([others, gap], 2)),
    tf.mul(above, tf.concat([gap, others], 2)),
  );
}

/**
 * p ⊙ (f_• − Σ_c p_c f_c) per variable, with f_c = f(z with z_v := c) and one z ~ q: the expectation over
 * each variable is exact given the others (Titsias and Lázaro-Gredilla 2015).
 */
export const localExpectation: EstimatorDefinition = {
  unbiased: true,
  reference: 'Titsias and Lázaro-Gredilla 2015',
  summary: 'one sample, with every variable summed over its categories in turn',
  family: 'score function',
  cost: 'V(C−1) + 1',
  evaluations: ({ categories, variables }) => variables * (categories - 1) + 1,
  noise: ({ batch, variables }) => ({ sample: [1, batch, variables] }),
  gradient({ logits, f, noise, dimensions: { batch, variables, categories } }) {
    const z = sampleCategorical(logits, get(noise, 'sample') as tf.Tensor3D);
    const chosen = categoriesOf(z);
    const points = tf.concat([chosen, neighbours(chosen, categories)]);
    const [ofSample, ofNeighbours] = tf.split(f(oneHot(points, categories)), [
      1,
      variables * (categories - 1),
    ]) as [tf.Tensor2D, tf.Tensor2D];
    const differences = tf.reshape(tf.sub(ofNeighbours, ofSample), [
      categories - 1,
      variables,
      batch,
    ]);
    const signal = byCategory(differences, chosen, categories);
    return { gradient: throughSoftmax(tf.softmax(logits), signal) };
  },
};
