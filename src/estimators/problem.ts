import * as tf from '@tensorflow/tfjs';
import { RandomStream } from '../core/random.ts';
import type { LearningSignal } from './contract.ts';

/**
 * A problem whose gradient is known by enumeration: V variables with C categories, logits φ, and an
 * f given as a table.
 */
export interface Problem {
  readonly name: string;
  readonly variables: number;
  readonly categories: number;
  /** φ, V × C, row by row. */
  readonly logits: readonly number[];
  /** f of every configuration, the first variable changing slowest; C^V numbers. */
  readonly table: readonly number[];
}

/** Tables beyond this size take too long to enumerate. */
export const MAX_TABLE_SIZE = 4096;

/** A problem with logits in (−1, 1) and a table of values in (−2, 2), both uniformly random. */
export function randomProblem(seed: number, variables: number, categories: number): Problem {
  const stream = new RandomStream(seed, 'init', 'problem', variables, categories);
  const draw = (length: number, bound: number): number[] =>
    Array.from({ length }, () => (2 * stream.uniform() - 1) * bound);
  return {
    name: 'random',
    variables,
    categories,
    logits: draw(variables * categories, 1),
    table: draw(categories ** variables, 2),
  };
}

/** The category of each variable in a configuration. */
export function digitsOf(configuration: number, { variables, categories }: Problem): number[] {
  return Array.from(
    { length: variables },
    (_, variable) =>
      Math.floor(configuration / categories ** (variables - 1 - variable)) % categories,
  );
}

/** softmax(φ) in float64, V rows of C. */
function probabilities({ logits, variables, categories }: Problem): number[][] {
  return Array.from({ length: variables }, (_, variable) => {
    const row = logits.slice(variable * categories, (variable + 1) * categories);
    const largest = Math.max(...row);
    const exponentials = row.map((logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    return exponentials.map((value) => value / total);
  });
}

/**
 * ∂ E_q[f(z)] / ∂ φ = Σ_z q(z) f(z) (z − softmax(φ)) in float64, V × C, row by row: independent of
 * TensorFlow.js and of every estimator.
 */
export function enumeratedGradient(problem: Problem): Float64Array {
  const { variables, categories, table } = problem;
  const rows = probabilities(problem);
  const gradient = new Float64Array(variables * categories);
  table.forEach((value, configuration) => {
    const digits = digitsOf(configuration, problem);
    const probability = digits.reduce(
      (product, digit, variable) => product * (rows[variable]?.[digit] ?? Number.NaN),
      1,
    );
    rows.forEach((row, variable) => {
      row.forEach((p, category) => {
        const score = (digits[variable] === category ? 1 : 0) - p;
        const at = variable * categories + category;
        gradient[at] = (gradient[at] ?? 0) + probability * value * score;
      });
    });
  });
  return gradient;
}

/**
 * The table as a learning signal: its multilinear extension, defined and differentiable on the whole
 * simplex product. One variable is summed out after the other, the last one first, so that a point takes
 * C^(V−1) numbers, not C^V. At one-hots the values are those of the table to the bit.
 */
export function tableSignal({ variables, categories, table }: Problem): LearningSignal {
  return (z) =>
    tf.tidy(() => {
      const [samples, batch] = z.shape;
      const rows = samples * batch;
      const factors = tf
        .unstack(z, 2)
        .map((factor) => tf.reshape(factor, [rows, 1, categories]))
        .reverse();
      const matrix = tf.tensor2d([...table], [categories ** (variables - 1), categories]);
      const values = factors.reduce<tf.Tensor | undefined>((left, factor) => {
        if (left === undefined) {
          return tf.matMul(tf.reshape(factor, [rows, categories]), matrix, false, true);
        }
        return tf.sum(tf.mul(tf.reshape(left, [rows, -1, categories]), factor), 2);
      }, undefined);
      return tf.reshape(values ?? tf.zeros([rows]), [samples, batch]);
    });
}
