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
  /** How f bends between the configurations; not at all, each variable alone, when left out. */
  readonly curvature?: Curvature;
}

/**
 * Σ_vc a_vc (z_vc² − z_vc) + b_vc (z_vc³ − z_vc): zero at every configuration, so that the gradient does not
 * depend on it, while estimators that evaluate or differentiate f elsewhere see it.
 */
interface Curvature {
  /** a, V × C, row by row. */
  readonly quadratic: readonly number[];
  /** b, V × C, row by row. */
  readonly cubic: readonly number[];
}

/** Tables beyond this size take too long to enumerate. */
export const MAX_TABLE_SIZE = 4096;

/** A problem with logits in (−1, 1), a table of values in (−2, 2) and a curvature in (−1, 1), all uniformly random. */
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
    curvature: {
      quadratic: draw(variables * categories, 1),
      cubic: draw(variables * categories, 1),
    },
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

/** Bends a signal as `curvature` says. @param z - [S, B, V, C]. Returns [S, B]. */
function bend(z: tf.Tensor4D, problems: readonly Problem[]): tf.Tensor2D | undefined {
  if (problems.every(({ curvature }) => curvature === undefined)) return undefined;
  const [samples, batch, variables, categories] = z.shape;
  const size = variables * categories;
  const none = new Array<number>(size).fill(0);
  const coefficients = (of: keyof Curvature) =>
    tf.tensor2d(
      problems.flatMap(({ curvature }) => [...(curvature?.[of] ?? none)]),
      [problems.length, size],
    );
  const rounds = batch / problems.length;
  const points = tf.reshape(z, [samples, rounds, problems.length, size]);
  const square = tf.square(points);
  const bends = tf.add(
    tf.mul(tf.sub(square, points), coefficients('quadratic')),
    tf.mul(tf.sub(tf.mul(square, points), points), coefficients('cubic')),
  );
  return tf.reshape(tf.sum(bends, 3), [samples, batch]);
}

/**
 * The multilinear extension of the tables. One variable is summed out after the other, the last one first, so
 * that a point takes C^(V−1) numbers for one table, not C^V. At one-hots the values are the tables' to the bit.
 *
 * @param z - [S, B, V, C].
 * @returns [S, B].
 */
function multilinear(z: tf.Tensor4D, problems: readonly Problem[]): tf.Tensor2D {
  const [samples, batch, variables, categories] = z.shape;
  const points = [samples, batch / problems.length, problems.length];
  const ofVariable = (variable: number) =>
    tf.slice(z, [0, 0, variable, 0], [samples, batch, 1, categories]);
  const rest = categories ** (variables - 1);
  const tables = tf.tensor3d(
    problems.flatMap(({ table }) => [...table]),
    [problems.length, rest, categories],
  );
  const last = ofVariable(variables - 1);
  let values: tf.Tensor =
    problems.length === 1
      ? tf.matMul(
          tf.reshape(last, [samples * batch, categories]),
          tf.reshape<tf.Rank.R2>(tables, [rest, categories]),
          false,
          true,
        )
      : tf.sum(tf.mul(tf.reshape(last, [...points, 1, categories]), tables), 4);
  for (let variable = variables - 2; variable >= 0; variable -= 1) {
    const factor = tf.reshape(ofVariable(variable), [samples * batch, 1, categories]);
    const byCategory = tf.reshape(values, [samples * batch, -1, categories]);
    values = tf.sum(tf.mul(byCategory, factor), 2);
  }
  return tf.reshape(values, [samples, batch]);
}

/**
 * Problems of one size as a learning signal, datapoint b having problem b modulo their number: their tables'
 * multilinear extensions and their curvatures, defined and differentiable on the whole simplex product.
 */
export function problemSignal(problems: readonly Problem[]): LearningSignal {
  return (z) =>
    tf.tidy(() => {
      const flat = multilinear(z, problems);
      const bent = bend(z, problems);
      return bent === undefined ? flat : tf.add(flat, bent);
    });
}

/** One problem as a learning signal, see `problemSignal`. */
export function tableSignal(problem: Problem): LearningSignal {
  return problemSignal([problem]);
}

/** The logits of every datapoint, [B, V, C], datapoint b having problem b modulo their number. */
export function problemLogits(problems: readonly Problem[], batch: number): tf.Tensor3D {
  const [{ variables, categories }] = problems as [Problem];
  const rows = tf.tensor3d(
    problems.flatMap(({ logits }) => [...logits]),
    [problems.length, variables, categories],
  );
  return tf.tile(rows, [batch / problems.length, 1, 1]);
}
