import * as tf from '@tensorflow/tfjs';
import { logAddExp } from '../distributions/log-sum.ts';

/** A leaf, by its place in the order of the categories, or two subtrees. */
export type Tree = number | { readonly left: Tree; readonly right: Tree };

/** Each category against all that follow: the stick-breaking construction. */
export function chain(leaves: number, from = 0): Tree {
  return from === leaves - 1 ? from : { left: from, right: chain(leaves, from + 1) };
}

/** Halves of halves; of an odd number of leaves the right half has one more. */
export function balanced(leaves: number, from = 0): Tree {
  if (leaves === 1) return from;
  const half = Math.floor(leaves / 2);
  return { left: balanced(half, from), right: balanced(leaves - half, from + half) };
}

function collect(tree: Tree, leaves: readonly tf.Tensor[], found: tf.Tensor[]): tf.Tensor {
  if (typeof tree === 'number') return leaves[tree] as tf.Tensor;
  const place = found.length;
  // Kept for the node itself: its children come after it.
  found.push(leaves[0] as tf.Tensor);
  const left = collect(tree.left, leaves, found);
  const right = collect(tree.right, leaves, found);
  found[place] = tf.sub(left, right);
  return logAddExp(left, right);
}

/**
 * The logit of every node's decision for its left subtree: the log-sum-exp of the left subtree's logits less
 * that of the right one's. Nodes are listed parents first, left before right.
 *
 * @param ordered - logits of the leaves, [C, B, V].
 * @returns [C − 1, B, V].
 */
export function nodeLogits(tree: Tree, ordered: tf.Tensor3D): tf.Tensor3D {
  const found: tf.Tensor[] = [];
  collect(tree, tf.unstack(ordered), found);
  return tf.stack(found) as tf.Tensor3D;
}

/** Where a point's decisions lead: which nodes are asked, and which leaf is reached. */
export interface Descent {
  /** 1 where the way to the leaf leads through a node, [C − 1, P, B, V]. */
  readonly asked: tf.Tensor4D;
  /** 1 at the leaf that is reached, [C, P, B, V]. */
  readonly leaf: tf.Tensor4D;
}

/** Goes left where a decision is 1. @param decisions - zeros and ones, [C − 1, P, B, V]. */
export function descend(tree: Tree, decisions: tf.Tensor4D): Descent {
  const goesLeft = tf.unstack(decisions);
  const asked: tf.Tensor[] = [];
  const leaves: tf.Tensor[] = [];
  const visit = (subtree: Tree, reached: tf.Tensor): void => {
    if (typeof subtree === 'number') {
      leaves[subtree] = reached;
      return;
    }
    const left = tf.mul(reached, goesLeft[asked.length] as tf.Tensor);
    asked.push(reached);
    visit(subtree.left, left);
    visit(subtree.right, tf.sub(reached, left));
  };
  visit(tree, tf.onesLike(goesLeft[0] as tf.Tensor));
  return { asked: tf.stack(asked) as tf.Tensor4D, leaf: tf.stack(leaves) as tf.Tensor4D };
}

/**
 * ∂/∂(logits of the leaves) from ∂/∂(logits of the nodes): the gradient that arrives at a node's
 * log-sum-exp divides between its subtrees as their probabilities do.
 *
 * @param gradients - by node, [C − 1, B, V].
 * @param shares - σ(logit) of every node, [C − 1, B, V].
 * @returns [C, B, V].
 */
export function toLeaves(tree: Tree, gradients: tf.Tensor3D, shares: tf.Tensor3D): tf.Tensor3D {
  const ofNode = tf.unstack(gradients);
  const leftShare = tf.unstack(shares);
  const leaves: tf.Tensor[] = [];
  let next = 0;
  const visit = (subtree: Tree, arriving: tf.Tensor): void => {
    if (typeof subtree === 'number') {
      leaves[subtree] = arriving;
      return;
    }
    const own = ofNode[next] as tf.Tensor;
    const toLeft = tf.mul(arriving, leftShare[next] as tf.Tensor);
    next += 1;
    visit(subtree.left, tf.add(toLeft, own));
    visit(subtree.right, tf.sub(tf.sub(arriving, toLeft), own));
  };
  visit(tree, tf.zerosLike(ofNode[0] as tf.Tensor));
  return tf.stack(leaves) as tf.Tensor3D;
}
