import type { Part } from './parts.ts';

/** Products of all pairs of vectors, on one part. */
export type Gram = readonly (readonly number[])[];

/** Components that are gone through for all pairs before the next: few enough for the caches. */
const TILE = 2048;

/** Products of one vector with four others: each number of the first is read once for all of them. */
function fourProducts(one: Float32Array, others: readonly Float32Array[]): readonly number[] {
  const [first, second, third, fourth] = others as [
    ...[Float32Array, Float32Array, Float32Array, Float32Array],
  ];
  let [ofFirst, ofSecond, ofThird, ofFourth] = [0, 0, 0, 0];
  for (let at = 0; at < one.length; at += 1) {
    const value = one[at] as number;
    ofFirst += value * (first[at] as number);
    ofSecond += value * (second[at] as number);
    ofThird += value * (third[at] as number);
    ofFourth += value * (fourth[at] as number);
  }
  return [ofFirst, ofSecond, ofThird, ofFourth];
}

function addProducts(sums: readonly number[][], vectors: readonly Float32Array[]): void {
  vectors.forEach((one, row) => {
    const of = sums[row] as number[];
    for (let column = 0; column <= row; column += 4) {
      const columns = [column, column + 1, column + 2, column + 3];
      // Beyond the diagonal, one product is computed again.
      const others = columns.map((at) => vectors[Math.min(at, row)] as Float32Array);
      fourProducts(one, others).forEach((product, at) => {
        if (column + at <= row) of[column + at] = (of[column + at] as number) + product;
      });
    }
  });
}

/** The products of all pairs of vectors on one part, divided by its scale. */
export function gramOf(vectors: readonly Float32Array[], part: Part): Gram {
  const { start, length, scale } = part;
  const sums = vectors.map(() => vectors.map(() => 0));
  for (let at = start; at < start + length; at += TILE) {
    const end = Math.min(at + TILE, start + length);
    addProducts(
      sums,
      vectors.map((vector) => vector.subarray(at, end)),
    );
  }
  return sums.map((row, at) =>
    row.map((_, column) => {
      const [one, other] = at >= column ? [at, column] : [column, at];
      return ((sums[one] as number[])[other] as number) / scale;
    }),
  );
}

/** The products on parts that are disjoint, as one part. */
export const sumOf = (grams: readonly Gram[]): Gram =>
  (grams[0] as Gram).map((row, at) =>
    row.map((_, column) =>
      grams.reduce((sum, gram) => sum + ((gram[at] as number[])[column] as number), 0),
    ),
  );

/**
 * The products of weighted sums of series: Σ_i left_i v_ik with Σ_j right_j v_jl, for k, l = 1 … G.
 *
 * @param gram - of v_11 … v_1G, v_21 … : one series after the other.
 */
export function productsOf(gram: Gram, left: readonly number[], right: readonly number[]): Gram {
  const groups = gram.length / left.length;
  const products: number[][] = [];
  // Plain loops: every interval of a bias takes these sums.
  for (let k = 0; k < groups; k += 1) {
    const sums: number[] = [];
    for (let l = 0; l < groups; l += 1) {
      let sum = 0;
      for (let i = 0; i < left.length; i += 1) {
        const row = gram[i * groups + k] as readonly number[];
        for (let j = 0; j < right.length; j += 1) {
          sum += (left[i] as number) * (right[j] as number) * (row[j * groups + l] as number);
        }
      }
      sums.push(sum);
    }
    products.push(sums);
  }
  return products;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The mean of the products of different groups. */
export function meanOfPairs(products: Gram): number {
  const n = products.length;
  const all = products.reduce((sum, row, at) => sum + total(row) - (row[at] as number), 0);
  return all / (n * (n - 1));
}

/** The same without each group in turn. */
export function meansWithoutEach(products: Gram): number[] {
  const n = products.length;
  const all = meanOfPairs(products) * n * (n - 1);
  return products.map((row, at) => {
    const column = total(products.map((other) => other[at] as number));
    return (all - total(row) - column + 2 * (row[at] as number)) / ((n - 1) * (n - 2));
  });
}

/** Sums of the products of deviations from the groups' means. */
export function centred(products: Gram): Gram {
  const n = products.length;
  const rows = products.map((row) => total(row) / n);
  const columns = products.map((_, at) => total(products.map((row) => row[at] as number)) / n);
  const mean = total(rows) / n;
  return products.map((row, k) =>
    row.map((value, l) => value - (rows[k] as number) - (columns[l] as number) + mean),
  );
}

/** The trace of products. */
export const traceOf = (products: Gram): number =>
  products.reduce((sum, row, at) => sum + (row[at] as number), 0);
