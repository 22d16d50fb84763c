import * as tf from '@tensorflow/tfjs';
import { gumbels } from './relaxation.ts';

/** The most probable configurations of the variables so far under perturbed probabilities: a beam. */
interface Beam {
  /** log q of every configuration, [B, S]. */
  readonly logProb: tf.Tensor2D;
  /** log q plus the Gumbel noise that ranks it, [B, S]. */
  readonly perturbed: tf.Tensor2D;
  /** Its categories so far, [B, S, variables so far], floats. */
  readonly categories: tf.Tensor3D;
}

/** log(1 − exp a) for a ≤ 0, by whichever form does not cancel. */
function log1mexp(a: tf.Tensor): tf.Tensor {
  const near = tf.log(tf.neg(tf.expm1(a)));
  const far = tf.log1p(tf.neg(tf.exp(a)));
  return tf.where(tf.greater(a, -Math.LN2), near, far);
}

/**
 * Gumbel variables of the children given that the largest of them is the parent's (Kool, van Hoof, Welling
 * 2019, "Stochastic beams and where to find them", appendix B.3).
 *
 * @param free - unconditional ones, [B, S, C].
 * @param largest - the parents', [B, S, 1].
 */
function conditioned(free: tf.Tensor, largest: tf.Tensor): tf.Tensor {
  const excess = tf.sub(free, tf.max(free, -1, true));
  const v = tf.add(tf.sub(largest, free), log1mexp(excess));
  return tf.sub(tf.sub(largest, tf.relu(v)), tf.log1p(tf.exp(tf.neg(tf.abs(v)))));
}

/** Extends every configuration by the categories of the next variable, and keeps the first `size`. */
function extend(beam: Beam, logProb: tf.Tensor2D, uniforms: tf.Tensor3D, size: number): Beam {
  const [batch, width] = beam.logProb.shape;
  const categories = logProb.shape[1];
  const children = tf.add(tf.expandDims(beam.logProb, 2), tf.expandDims(logProb, 1));
  const free = tf.add(children, gumbels(uniforms));
  const perturbed = conditioned(free, tf.expandDims(beam.perturbed, 2));
  const candidates = width * categories;
  const { values, indices } = tf.topk<tf.Tensor2D>(
    tf.reshape(perturbed, [batch, candidates]),
    size,
    true,
  );
  const chosen = tf.cast(tf.expandDims(indices, 2), 'float32');
  const picked = tf.cast(tf.equal(chosen, tf.range(0, candidates)), 'float32');
  const flat = tf.expandDims(tf.reshape(children, [batch, candidates]), 1);
  const parent = tf.floor(tf.div(tf.add(chosen, 0.5), categories));
  const isParent = tf.cast(tf.equal(parent, tf.range(0, width)), 'float32');
  const category = tf.sub(chosen, tf.mul(parent, categories));
  const before = beam.categories.shape[2] === 0 ? [] : [tf.matMul(isParent, beam.categories)];
  return {
    logProb: tf.sum(tf.mul(picked, flat), 2),
    perturbed: values,
    categories: tf.concat([...before, category], 2) as tf.Tensor3D,
  };
}

/** Configurations that differ from each other, and their probabilities. */
export interface DistinctSample {
  /** Categories as floats, [S, B, V]. */
  readonly categories: tf.Tensor3D;
  /** log q, [S, B]. */
  readonly logProb: tf.Tensor2D;
}

/**
 * S configurations without replacement: the S largest of all C^V log probabilities with Gumbel noise, found
 * variable by variable, because the largest below a prefix is known before its members are drawn (stochastic
 * beam search).
 *
 * @param logits - φ, [B, V, C].
 * @param uniforms - in (0, 1), [V, B, S, C].
 * @param size - S, at most C^V.
 */
export function sampleDistinct(
  logits: tf.Tensor3D,
  uniforms: tf.Tensor4D,
  size: number,
): DistinctSample {
  const [batch, , categories] = logits.shape;
  const ofVariables = tf.unstack(tf.logSoftmax(logits), 1) as tf.Tensor2D[];
  const noise = tf.unstack(uniforms) as tf.Tensor3D[];
  // The ranking does not depend on the largest noise of all, which may therefore be 0.
  let beam: Beam = {
    logProb: tf.zeros([batch, 1]),
    perturbed: tf.zeros([batch, 1]),
    categories: tf.zeros([batch, 1, 0]),
  };
  ofVariables.forEach((logProb, variable) => {
    const width = beam.logProb.shape[1];
    const own = tf.slice(noise[variable] as tf.Tensor3D, [0, 0, 0], [batch, width, categories]);
    beam = extend(beam, logProb, own, Math.min(size, width * categories));
  });
  return {
    categories: tf.transpose(beam.categories, [1, 0, 2]),
    logProb: tf.transpose(beam.logProb),
  };
}
