import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { balanced, chain, toLeaves } from './binary-tree.ts';
import type { Tree } from './binary-tree.ts';
import type { EstimatorDefinition, EstimatorInputs } from './contract.ts';
import { orders } from './order.ts';
import type { Order } from './order.ts';
import { drawPairs, pairNoise } from './tree-pairs.ts';
import type { TreePairs } from './tree-pairs.ts';

const common = {
  unbiased: true,
  reference: 'Dong, Mnih, Tucker 2021',
  family: 'coupled samples',
  cost: 'S',
  leastSamples: 2,
  samplesInPairs: true,
  evaluations: ({ samples }) => samples,
  noise: (dimensions) => pairNoise(dimensions),
} as const satisfies Partial<EstimatorDefinition>;

/**
 * ∂/∂ℓ of every node, mean over the pairs: DisARM where both points of a pair ask the node, the score
 * function of one point where only that one does. [C − 1, B, V].
 */
function nodeGradients({
  logits,
  share,
  decisions,
  asked,
  halfDifference,
}: TreePairs): tf.Tensor3D {
  const [b, other] = decisions;
  const [byFirst, bySecond] = asked;
  const byBoth = tf.mul(byFirst, bySecond);
  const disarm = tf.mul(tf.mul(byBoth, tf.sub(b, other)), tf.sigmoid(tf.abs(logits)));
  const firstAlone = tf.mul(tf.sub(byFirst, byBoth), tf.sub(b, share));
  const secondAlone = tf.mul(tf.sub(bySecond, byBoth), tf.sub(other, share));
  const direction = tf.add(disarm, tf.sub(firstAlone, secondAlone));
  const weights = tf.expandDims(tf.expandDims(halfDifference, 2), 0);
  return tf.mean(tf.mul(direction, weights), 1);
}

function estimate(inputs: EstimatorInputs, tree: Tree, order: Order): tf.Tensor3D {
  const pairs = drawPairs(inputs, tree, order);
  const shares = tf.squeeze<tf.Tensor3D>(pairs.share, [1]);
  return pairs.ordered.byCategory(toLeaves(tree, nodeGradients(pairs), shares));
}

const stickBreakingSettings = z.object({
  order: z
    .enum(orders, { error: `must be one of ${orders.join(', ')}` })
    .default('none')
    .describe(
      'Order in which the categories are asked: as numbered, or by their logits (`abs`: by |φ|, ascending).',
    ),
});

/** DisARM for each binary decision of the stick-breaking construction: is it this category, or a later one? */
export const disarmSb: EstimatorDefinition<z.output<typeof stickBreakingSettings>> = {
  ...common,
  summary: 'DisARM for the binary decisions of a stick-breaking construction',
  settings: stickBreakingSettings,
  gradient: (inputs) => ({
    gradient: estimate(inputs, chain(inputs.dimensions.categories), inputs.settings.order),
  }),
};

/** DisARM for each binary decision of a balanced tree over the categories. */
export const disarmTree: EstimatorDefinition = {
  ...common,
  summary: 'DisARM for the binary decisions of a balanced tree',
  gradient: (inputs) => ({
    gradient: estimate(inputs, balanced(inputs.dimensions.categories), 'none'),
  }),
};

/**
 * q(z) q(z̃) / p(z, z̃) where the pair parts at node i of the chain: Π_{k<i} (1 − s_k)² / (1 − 2 s_k) · σ(|ℓ_i|),
 * s = σ(ℓ). In ascending order s ≤ ½, so that every pair that q(z) q(z̃) allows can be drawn. [C − 1, 1, B, V].
 */
function importanceWeights({ logits, share }: TreePairs): tf.Tensor4D {
  const last = logits.shape[0] - 1;
  const perNode = tf.unstack(share).map((s, node) => {
    // Nothing follows the last node, where s may be ½.
    if (node === last) return s;
    const rest = tf.sub(1, s);
    return tf.div(tf.square(rest), tf.sub(rest, s));
  });
  let product: tf.Tensor = tf.onesLike(perNode[0] as tf.Tensor);
  const before = perNode.map((factor) => {
    const soFar = product;
    product = tf.mul(product, factor);
    return soFar;
  });
  return tf.mul(tf.stack(before), tf.sigmoid(tf.abs(logits)));
}

/** ½ w (f(z) − f(z̃)) (e_z − e_z̃) with the importance weight w of each variable's pair; 0 where they agree. */
export const disarmIw: EstimatorDefinition = {
  ...common,
  summary: 'antithetic stick-breaking pairs, weighted to be independent',
  gradient(inputs) {
    const pairs = drawPairs(inputs, chain(inputs.dimensions.categories), 'ascending');
    const { decisions, asked, points, halfDifference } = pairs;
    // 1 at the node where the two points part.
    const part = tf.mul(tf.mul(...asked), tf.abs(tf.sub(...decisions)));
    const weights = tf.sum(tf.mul(part, importanceWeights(pairs)), 0);
    const scaled = tf.mul(weights, tf.expandDims(halfDifference, 2));
    return { gradient: tf.mean(tf.mul(tf.expandDims(scaled, 3), tf.sub(...points)), 0) };
  },
};
