import * as tf from '@tensorflow/tfjs';
import { pairWeights } from './carms-weights.ts';
import type { CoupledSamples } from './carms-weights.ts';
import { jointSurvival, survivalRoot } from './dirichlet-copula.ts';
import { jointTable } from './joint-table.ts';
import type { JointTable } from './joint-table.ts';

/**
 * Numbers in the tensor of all corners for one block of datapoints: few enough that the operations on it find it
 * in a core's cache.
 */
const BLOCK = 2 ** 18;
/** Every block has operations of its own, which take time to compile. */
const MOST_BLOCKS = 64;

/** From [B, V, C] to [C, B V]. */
const byCategory = (values: tf.Tensor3D): tf.Tensor2D => {
  const [batch, variables, categories] = values.shape;
  return tf.reshape(tf.transpose(values, [2, 0, 1]), [categories, batch * variables]);
};

const matrix = (rows: readonly (readonly number[] | Float32Array)[]): tf.Tensor2D => {
  const [first = []] = rows;
  return tf.tensor2d(
    Float32Array.from(rows.flatMap((row) => [...row])),
    [rows.length, first.length],
    'float32',
  );
};

/** What the sums of all blocks are made with. */
interface Constants {
  /** [K, C]. */
  readonly sets: tf.Tensor2D;
  /** The rows of both sets of every corner. */
  readonly corners: Ends;
  /** [pairs, corners]. */
  readonly coefficients: tf.Tensor2D;
  /** Both categories of every pair. */
  readonly pairs: Ends;
  /** e_i − e_j of every pair, [C, pairs]. */
  readonly directions: tf.Tensor2D;
}

/** The first of each pair of numbers, and the second. */
interface Ends {
  readonly first: tf.Tensor1D;
  readonly second: tf.Tensor1D;
}

const ends = (pairs: readonly (readonly [number, number])[]): Ends => ({
  first: tf.tensor1d(
    pairs.map(([first]) => first),
    'int32',
  ),
  second: tf.tensor1d(
    pairs.map(([, second]) => second),
    'int32',
  ),
});

function constantsFor(
  categories: number,
  { sets, corners, pairs, coefficients }: JointTable,
): Constants {
  const directions = Array.from({ length: categories }, (_, category) =>
    pairs.map(([i, j]) => Number(category === i) - Number(category === j)),
  );
  return {
    sets: matrix(sets),
    corners: ends(corners),
    coefficients: matrix(coefficients),
    pairs: ends(pairs),
    directions: matrix(directions),
  };
}

/** The joint probabilities of two samples, for each pair of categories: [pairs, N]. */
function jointOfPairs(constants: Constants, p: tf.Tensor2D, samples: number): tf.Tensor {
  const { sets, corners, coefficients } = constants;
  const roots = survivalRoot(tf.matMul(sets, p), samples);
  const first = tf.gather(roots, corners.first);
  const second = tf.gather(roots, corners.second);
  return tf.matMul(coefficients, jointSurvival(first, second, samples));
}

/** The sum of one block of datapoints. */
function sumOfBlock(
  constants: Constants,
  { p, z, signal }: Omit<CoupledSamples, 'drawn'>,
): tf.Tensor {
  const [samples, batch, variables, categories] = z.shape;
  const { pairs, directions } = constants;
  const columns = byCategory(p);
  const independent = tf.mul(tf.gather(columns, pairs.first), tf.gather(columns, pairs.second));
  const joint = jointOfPairs(constants, columns, samples);
  // The sum is the same for f less a number, and its differences less rounded for small ones.
  const centred = tf.sub(signal, tf.mean(signal, 0, true));
  const sums = byCategory(tf.sum(tf.mul(tf.reshape(centred, [samples, batch, 1, 1]), z), 0));
  const counts = byCategory(tf.sum(z, 0));
  const differences = tf.sub(
    tf.mul(tf.gather(sums, pairs.first), tf.gather(counts, pairs.second)),
    tf.mul(tf.gather(counts, pairs.first), tf.gather(sums, pairs.second)),
  );
  const weighted: tf.Tensor2D = tf.mul(pairWeights(independent, joint, categories), differences);
  const total = tf.reshape(tf.matMul(directions, weighted), [categories, batch, variables]);
  return tf.transpose(total, [1, 2, 0]);
}

/**
 * Σ_{s<t} r_st (f_s − f_t) (e_{z_s} − e_{z_t}), pair of categories by pair of categories: with N_i samples of
 * category i and the sum F_i of their f, Σ_{i<j} r_ij (F_i N_j − N_i F_j) (e_i − e_j). [B, V, C].
 */
export function sumByCategories({ p, z, signal }: CoupledSamples): tf.Tensor {
  const [samples, batch, variables, categories] = z.shape;
  const table = jointTable(categories);
  const constants = constantsFor(categories, table);
  const size = Math.max(
    Math.ceil(batch / MOST_BLOCKS),
    Math.floor(BLOCK / (table.corners.length * variables)),
  );
  const starts = Array.from({ length: Math.ceil(batch / size) }, (_, block) => block * size);
  const blocks = starts.map((from) => {
    const count = Math.min(size, batch - from);
    return tf.tidy(() =>
      sumOfBlock(constants, {
        p: tf.slice(p, [from], [count]),
        z: tf.slice(z, [0, from], [samples, count]),
        signal: tf.slice(signal, [0, from], [samples, count]),
      }),
    );
  });
  return tf.concat(blocks, 0);
}
