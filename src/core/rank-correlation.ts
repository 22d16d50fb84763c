import { RandomStream } from './random.ts';

/** How well the order of some values agrees with that of others. */
export interface RankCorrelation {
  /** Pairs. */
  readonly n: number;
  /** Spearman's ρ: Pearson's correlation of the ranks, of which equal values share the mean. */
  readonly spearman: number;
  /** Kendall's τ_b: pairs of pairs in the same order less those in the other, with equal values taken into account. */
  readonly kendall: number;
  /** The share of all orders in which |ρ|, or |τ|, is at least as large (two-sided permutation test). */
  readonly spearmanP: number;
  readonly kendallP: number;
  /** Whether all orders were looked at, rather than random ones. */
  readonly exact: boolean;
}

/** All orders of so many values are looked at: 9! are 362,880. */
const MAX_EXACT = 9;
const RANDOM_ORDERS = 20_000;

/** Ranks from 0 on; equal values have their mean rank. */
const midranks = (values: readonly number[]): number[] =>
  values.map((value) => {
    const less = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return less + (equal - 1) / 2;
  });

/** All orders of 0 … n − 1 (Heap 1963), always in the same array. */
function* orders(n: number): Generator<readonly number[]> {
  const order = Array.from({ length: n }, (_, at) => at);
  const counts = new Array<number>(n).fill(0);
  yield order;
  for (let at = 1; at < n;) {
    const count = counts[at] ?? 0;
    if (count < at) {
      const other = at % 2 === 0 ? 0 : count;
      [order[other], order[at]] = [order[at] as number, order[other] as number];
      yield order;
      counts[at] = count + 1;
      at = 1;
    } else {
      counts[at] = 0;
      at += 1;
    }
  }
}

function* randomOrders(n: number): Generator<readonly number[]> {
  const stream = new RandomStream(0, 'compare', 'orders', n);
  for (let at = 0; at < RANDOM_ORDERS; at += 1) yield [...stream.permutation(n)];
}

/** Σ x_i y_i of centred ranks, and Σ sign(x_i − x_j) sign(y_i − y_j) over pairs, with y in another order. */
function agreement(x: readonly number[], y: readonly number[], order: readonly number[]) {
  const middle = (x.length - 1) / 2;
  let [product, concordance] = [0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const [xi, yi] = [x[i] as number, y[order[i] as number] as number];
    product += (xi - middle) * (yi - middle);
    for (let j = 0; j < i; j += 1) {
      const [xj, yj] = [x[j] as number, y[order[j] as number] as number];
      concordance += Math.sign(xi - xj) * Math.sign(yi - yj);
    }
  }
  return { product, concordance };
}

/**
 * The rank correlations of pairs (x_i, y_i) with the p-values of permutation tests: of all orders up to nine
 * pairs, and of 20,000 random ones beyond, the same every time.
 *
 * @returns undefined when there are fewer than two pairs, or all values of one side are equal.
 */
export function rankCorrelation(
  x: readonly number[],
  y: readonly number[],
): RankCorrelation | undefined {
  const n = x.length;
  const [first, second] = [midranks(x), midranks(y)];
  const inOrder = Array.from({ length: n }, (_, at) => at);
  const found = agreement(first, second, inOrder);
  const [own, other] = [first, second].map((ranks) => agreement(ranks, ranks, inOrder));
  if (own === undefined || other === undefined) return undefined;
  // Centred squares, and pairs of values that differ: 0 of values that are all equal.
  const [squares, pairs] = [own.product * other.product, own.concordance * other.concordance];
  if (pairs === 0) return undefined;
  const exact = n <= MAX_EXACT;
  // The order that was found is one of those that a random one is compared with.
  let [all, asFar, asConcordant] = exact ? [0, 0, 0] : [1, 1, 1];
  for (const order of exact ? orders(n) : randomOrders(n)) {
    const { product, concordance } = agreement(first, second, order);
    all += 1;
    // Ranks are multiples of a half: the sums are exact.
    if (Math.abs(product) >= Math.abs(found.product)) asFar += 1;
    if (Math.abs(concordance) >= Math.abs(found.concordance)) asConcordant += 1;
  }
  return {
    ...{ n, exact, spearman: found.product / Math.sqrt(squares), spearmanP: asFar / all },
    ...{ kendall: found.concordance / Math.sqrt(pairs), kendallP: asConcordant / all },
  };
}
