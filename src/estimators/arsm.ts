import * as tf from '@tensorflow/tfjs';
import { take } from '../core/named.ts';
import { dirichletRace, raceWinners } from '../distributions/race.ts';
import type { Estimator, EstimatorInputs, GradientEstimate } from './contract.ts';
import { centred } from './score.ts';
import { winnersDiffer } from './swap.ts';

/** C(C−1)/2 swaps and the unswapped race. */
export function distinctSwaps(categories: number): number {
  return (categories * (categories - 1)) / 2 + 1;
}

/** The distinct swaps as permutations of the categories, and where the C × C table finds each. */
interface SwapTable {
  /** [P × C]: row p lists which entry of π each position receives; row 0 is the unswapped race. */
  readonly permutations: Int32Array<ArrayBuffer>;
  /** [C × C]: the row of `permutations` for z^{m⇌j}. */
  readonly rowOf: Int32Array<ArrayBuffer>;
}

function swapTable(categories: number): SwapTable {
  const identity = Array.from({ length: categories }, (_, index) => index);
  const rowOf = new Int32Array(categories * categories);
  const rows = [identity];
  for (let m = 0; m < categories; m += 1) {
    for (let j = m + 1; j < categories; j += 1) {
      rowOf[m * categories + j] = rows.length;
      rowOf[j * categories + m] = rows.length;
      rows.push(identity.with(m, j).with(j, m));
    }
  }
  return { permutations: Int32Array.from(rows.flat()), rowOf };
}

/**
 * Σ_j (f_{cj} − mean_m f_{mj}) (1/C − π_j) w_j with f_{mj} = f(z^{m⇌j}); w = 1 for ARSM and 1 − δ_j for
 * ARSM+. Each distinct swap is evaluated once: z^{m⇌j} = z^{j⇌m}, and z^{j⇌j} = z.
 */
function swapAndMerge(inputs: EstimatorInputs, dropUnanimous: boolean): GradientEstimate {
  const { logits, f, noise, dimensions } = inputs;
  const { batch, variables, categories } = dimensions;
  const { logPi, pi } = dirichletRace(take(noise, 'race') as tf.Tensor3D);
  const { permutations, rowOf } = swapTable(categories);
  const count = distinctSwaps(categories);
  const table = tf.tensor1d(rowOf, 'int32');

  const gathered = tf.gather(logPi, tf.tensor1d(permutations, 'int32'), 2);
  const swapped = tf.transpose(
    tf.reshape(gathered, [batch, variables, count, categories]),
    [2, 0, 1, 3],
  );
  const winners = raceWinners(swapped, logits);
  const signal = f(
    tf.cast(tf.oneHot(winners as tf.Tensor3D, categories), 'float32') as tf.Tensor4D,
  );

  const byPair = tf.reshape(tf.gather(signal, table), [categories, categories, batch]);
  const advantage = tf.transpose(centred(byPair), [2, 0, 1]);
  const share = tf.sub(1 / categories, pi);
  const direction = dropUnanimous
    ? tf.mul(share, tf.transpose(differPerReference(winners, table, dimensions), [1, 2, 0]))
    : share;
  // [B, C (c), C (j)] × [B, C (j), V].
  const merged = tf.matMul(advantage, tf.transpose(direction, [0, 2, 1]));
  return { gradient: tf.transpose(merged, [0, 2, 1]) as tf.Tensor3D };
}

/** 1 − δ_j: [C (j), B, V], 0 where all z^{m⇌j} of one reference j agree. */
function differPerReference(
  winners: tf.Tensor,
  table: tf.Tensor1D,
  { batch, variables, categories }: EstimatorInputs['dimensions'],
): tf.Tensor {
  const byPair = tf.gather(winners, table);
  return winnersDiffer(tf.reshape(byPair, [categories, categories, batch, variables]), 0);
}

const common = {
  unbiased: true,
  cost: 'C(C−1)/2 + 1',
  evaluations: ({ categories }) => distinctSwaps(categories),
  noise: ({ batch, variables, categories }) => ({ race: [batch, variables, categories] }),
} as const satisfies Partial<Estimator>;

/** ARS averaged over all reference categories. */
export const arsm: Estimator = {
  ...common,
  name: 'arsm',
  title: 'ARSM',
  reference: 'Yin, Yue, Zhou 2019',
  summary: 'ARS merged over all reference categories',
  gradient: (inputs) => swapAndMerge(inputs, false),
};

/** ARSM without the references whose races all have one winner. */
export const arsmPlus: Estimator = {
  ...common,
  name: 'arsm+',
  title: 'ARSM+',
  reference: 'Dong, Mnih, Tucker 2021, section 3.1',
  summary: 'ARSM that drops references whose races all have one winner',
  gradient: (inputs) => swapAndMerge(inputs, true),
};
