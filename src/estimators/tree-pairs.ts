import * as tf from '@tensorflow/tfjs';
import { get } from '../core/named.ts';
import { oneHot } from '../distributions/categorical.ts';
import { descend, nodeLogits } from './binary-tree.ts';
import type { Tree } from './binary-tree.ts';
import type { Dimensions, EstimatorInputs } from './contract.ts';
import { inOrder } from './order.ts';
import type { Order, Ordered } from './order.ts';

/** k antithetic pairs of points, drawn node by node of a binary tree over the categories. */
export interface TreePairs {
  readonly ordered: Ordered;
  /** ℓ: logits of the nodes' decisions for the left, [C − 1, 1, B, V]. */
  readonly logits: tf.Tensor4D;
  /** σ(ℓ), [C − 1, 1, B, V]. */
  readonly share: tf.Tensor4D;
  /** Decisions of the first points of the pairs, b, and of the second, b̃: [C − 1, k, B, V], zeros and ones. */
  readonly decisions: readonly [tf.Tensor4D, tf.Tensor4D];
  /** Which nodes the ways to the points ask: [C − 1, k, B, V] each. */
  readonly asked: readonly [tf.Tensor4D, tf.Tensor4D];
  /** The points, one-hot: [k, B, V, C] each. */
  readonly points: readonly [tf.Tensor4D, tf.Tensor4D];
  /** ½ (f(z) − f(z̃)), [k, B]. */
  readonly halfDifference: tf.Tensor2D;
}

/** Uniforms of the nodes of k = S / 2 pairs: [C − 1, k, B, V]. */
export function pairNoise({ batch, variables, categories, samples }: Dimensions) {
  return { pairs: [categories - 1, samples / 2, batch, variables] };
}

/** b = 1[u < σ(ℓ)] and b̃ = 1[1 − u < σ(ℓ)], the latter as 1[u > σ(−ℓ)], which does not round 1 − u. */
function antitheticDecisions(uniforms: tf.Tensor, logits: tf.Tensor): [tf.Tensor4D, tf.Tensor4D] {
  return [
    tf.cast(tf.less(uniforms, tf.sigmoid(logits)), 'float32'),
    tf.cast(tf.greater(uniforms, tf.sigmoid(tf.neg(logits))), 'float32'),
  ];
}

/** Draws the pairs and evaluates f on them. */
export function drawPairs(inputs: EstimatorInputs, tree: Tree, order: Order): TreePairs {
  const { f, noise, dimensions } = inputs;
  const ordered = inOrder(inputs.logits, order);
  const logits: tf.Tensor4D = tf.expandDims(nodeLogits(tree, ordered.logits), 1);
  const decisions = antitheticDecisions(get(noise, 'pairs'), logits);
  const { asked, leaf } = descend(tree, tf.concat([...decisions], 1));
  const z = oneHot(ordered.categoryAt(leaf), dimensions.categories);
  const [ofFirst, ofSecond] = tf.split(f(z), 2) as [tf.Tensor2D, tf.Tensor2D];
  return {
    ordered,
    logits,
    share: tf.sigmoid(logits),
    decisions,
    asked: tf.split(asked, 2, 1) as [tf.Tensor4D, tf.Tensor4D],
    points: tf.split(z, 2) as [tf.Tensor4D, tf.Tensor4D],
    halfDifference: tf.mul(tf.sub(ofFirst, ofSecond), 0.5),
  };
}
