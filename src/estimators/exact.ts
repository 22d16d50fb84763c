import * as tf from '@tensorflow/tfjs';
import { EstimatorLimitError } from '../core/estimator-errors.ts';
import { categoricalLogProb } from '../distributions/categorical.ts';
import type { EstimatorDefinition } from './contract.ts';

const MAX_CONFIGURATIONS = 2 ** 20;
/** Rows of f that are evaluated at once, to bound the memory. */
const ROWS_AT_ONCE = 2 ** 14;

function configurations({ categories, variables }: { categories: number; variables: number }) {
  const count = categories ** variables;
  if (count > MAX_CONFIGURATIONS) {
    throw new EstimatorLimitError(
      `exact sums over all C^V = ${categories}^${variables} configurations of z and takes at most ` +
        `${MAX_CONFIGURATIONS}. Use fewer --variables or --categories, or another estimator.`,
    );
  }
  return count;
}

/** One-hot configurations `from` … `to` - 1, the first variable changing slowest: [N, 1, V, C]. */
function enumerate(from: number, to: number, variables: number, categories: number): tf.Tensor4D {
  const digits = Int32Array.from({ length: (to - from) * variables }, (_, at) => {
    const configuration = from + Math.floor(at / variables);
    const place = variables - 1 - (at % variables);
    return Math.floor(configuration / categories ** place) % categories;
  });
  const oneHot = tf.oneHot(tf.tensor1d(digits, 'int32'), categories);
  return tf.reshape(tf.cast(oneHot, 'float32'), [to - from, 1, variables, categories]);
}

/** Σ_z q(z) f(z) (z − softmax(φ)): the gradient itself, the oracle for small V and C. */
export const exact: EstimatorDefinition = {
  reference: 'definition',
  summary: 'the sum over all configurations, for small V and C',
  unbiased: true,
  family: 'exact',
  cost: 'C^V',
  evaluations: (dimensions) => configurations(dimensions),
  noise: () => ({}),
  gradient({ logits, f, dimensions: { batch, variables, categories } }) {
    const count = configurations({ categories, variables });
    const chunk = Math.max(1, Math.floor(ROWS_AT_ONCE / batch));
    let gradient = tf.zerosLike(logits);
    for (let from = 0; from < count; from += chunk) {
      gradient = tf.tidy(() => {
        const to = Math.min(from + chunk, count);
        const points = enumerate(from, to, variables, categories);
        const z: tf.Tensor4D = tf.tile(points, [1, batch, 1, 1]);
        const weights = tf.mul(tf.exp(categoricalLogProb(logits, z)), f(z));
        const perPoint = tf.reshape(weights, [to - from, batch, 1, 1]);
        const score = tf.sub(z, tf.expandDims(tf.softmax(logits), 0));
        return tf.add(gradient, tf.sum(tf.mul(perPoint, score), 0));
      });
    }
    return { gradient };
  },
};
