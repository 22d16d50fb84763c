import * as tf from '@tensorflow/tfjs';
import { EstimatorLimitError } from '../core/estimator-errors.ts';
import { get } from '../core/named.ts';
import { oneHot } from '../distributions/categorical.ts';
import type { CostDimensions, EstimatorDefinition } from './contract.ts';
import { subsetLevels } from './subsets.ts';
import { sampleDistinct } from './without-replacement.ts';

/** All orders of the S configurations are summed over, as 2^S subsets. */
const MAX_SAMPLES = 8;

function assertDistinct({ samples, categories, variables }: CostDimensions): number {
  if (samples > categories ** variables) {
    throw new EstimatorLimitError(
      `unordered draws distinct configurations, and there are C^V = ${categories}^${variables} = ` +
        `${categories ** variables} of them; found ${samples} samples. Use fewer --samples.`,
    );
  }
  return samples;
}

/** log of the sums over all orders in which the rest of a set T can be drawn after some of it. */
interface OrderSums {
  /** After none of it: log P(T), [B]. */
  readonly ofAll: tf.Tensor;
  /** After s: [S, B]. */
  readonly afterOne: tf.Tensor;
  /** After s and t, [S, S, B]; for t = s, after s, less log(1) of nothing. */
  readonly afterTwo: tf.Tensor;
}

/**
 * H(Y) = Σ_{t ∈ T∖Y} q(t) / (1 − q(Y)) H(Y ∪ {t}), H(T) = 1, over all subsets Y of T: the probability of drawing
 * T∖Y next, in any order, after Y. In logarithms, and with 1 − q(Y) as the sum of what is left.
 *
 * @param logProb - log q, [S, B].
 * @param isWhole - whether T holds every configuration, so that nothing is left besides it.
 */
function orderSums(logProb: tf.Tensor2D, isWhole: boolean): OrderSums {
  const [samples, batch] = logProb.shape;
  const outside = tf.relu(tf.sub(1, tf.sum(tf.exp(logProb), 0)));
  const logOutside = isWhole
    ? tf.fill([batch], Number.NEGATIVE_INFINITY)
    : (tf.log(outside) as tf.Tensor1D);
  const levels = subsetLevels(samples);
  const gather = (values: tf.Tensor, at: readonly number[]) =>
    tf.gather(values, tf.tensor1d([...at], 'int32'));
  const sums: tf.Tensor[] = [];
  let next: tf.Tensor = tf.zeros([1, batch]);
  for (let size = samples - 1; size >= 0; size -= 1) {
    const { subsets, missing, grown } = levels[size] ?? { subsets: [], missing: [], grown: [] };
    const shape = [subsets.length, samples - size, batch];
    const others = tf.reshape(gather(logProb, missing), shape);
    const outsideRow = tf.tile(tf.reshape(logOutside, [1, 1, batch]), [subsets.length, 1, 1]);
    const left = tf.logSumExp(tf.concat([others, outsideRow], 1), 1);
    const afterwards = tf.reshape(gather(next, grown), shape);
    next = tf.sub(tf.logSumExp(tf.add(others, afterwards), 1), left);
    sums[size] = next;
  }
  const [ofAll, afterOne, afterPairs] = sums as [tf.Tensor, tf.Tensor, tf.Tensor | undefined];
  return {
    ofAll: tf.squeeze(ofAll, [0]),
    afterOne,
    afterTwo: squareOf(afterPairs ?? tf.zeros([1, batch]), samples),
  };
}

/** What is listed by pairs s < t, [S(S−1)/2, B], as [S, S, B]; the diagonal holds some entry. */
function squareOf(pairs: tf.Tensor, samples: number): tf.Tensor {
  const rows = new Int32Array(samples * samples);
  let row = 0;
  for (let s = 0; s < samples; s += 1) {
    for (let t = s + 1; t < samples; t += 1) {
      rows[s * samples + t] = row;
      rows[t * samples + s] = row;
      row += 1;
    }
  }
  const batch = pairs.shape[1] ?? 1;
  return tf.reshape(tf.gather(pairs, tf.tensor1d(rows, 'int32')), [samples, samples, batch]);
}

/**
 * Σ_{s ∈ T} q(s) R(T, s) (f(s) − Σ_{t ∈ T} q(t) R^{∖s}(T, t) f(t)) (z_s − p) over a set T of S distinct
 * configurations: R(T, s) = P(T | s first) / P(T), R^{∖s} the same once s is taken, and R^{∖s}(T, s) = 1
 * (Kool, van Hoof, Welling 2020). Both sums of weights are 1, so that a constant in f has no effect.
 */
export const unordered: EstimatorDefinition = {
  unbiased: true,
  reference: 'Kool, van Hoof, Welling 2020',
  summary: 'distinct configurations, weighted for any order in which they can be drawn',
  family: 'coupled samples',
  cost: 'S',
  leastSamples: 2,
  mostSamples: MAX_SAMPLES,
  evaluations: assertDistinct,
  noise: ({ batch, variables, categories, samples }) => ({
    beam: [variables, batch, samples, categories],
  }),
  gradient({ logits, f, noise, dimensions: { variables, categories, samples } }) {
    const uniforms = get(noise, 'beam') as tf.Tensor4D;
    const { categories: drawn, logProb } = sampleDistinct(logits, uniforms, samples);
    const z = oneHot(drawn, categories);
    const values = f(z);
    const signal = tf.sub(values, tf.mean(values, 0, true));
    const isWhole = samples === categories ** variables;
    const { ofAll, afterOne, afterTwo } = orderSums(logProb, isWhole);
    const weights = tf.exp(tf.sub(tf.add(logProb, afterOne), ofAll));
    // [S (s), S (t), B]: q(t) R^{∖s}(T, t).
    const inner = tf.exp(
      tf.add(tf.expandDims(logProb, 0), tf.sub(afterTwo, tf.expandDims(afterOne, 1))),
    );
    const isSame = tf.reshape(tf.eye(samples), [samples, samples, 1]);
    const share = tf.where(tf.cast(isSame, 'bool'), tf.exp(tf.expandDims(logProb, 0)), inner);
    const baseline = tf.sum(tf.mul(share, tf.expandDims(signal, 0)), 1);
    const advantage = tf.mul(weights, tf.sub(signal, baseline));
    const scaled = tf.reshape(advantage, [...advantage.shape, 1, 1]);
    const score = tf.sub(z, tf.expandDims(tf.softmax(logits), 0));
    return { gradient: tf.sum(tf.mul(scaled, score), 0) };
  },
};
