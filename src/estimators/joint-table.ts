import { rotations } from './rotations.ts';
import { swapTable } from './swap-table.ts';

/**
 * How the joint probabilities of two samples follow from the probabilities of the categories, when each order of
 * `rotations` is as likely as another: what is the same in several orders stands there once.
 */
export interface JointTable {
  /**
   * Sets of categories that come before some place of an order, as rows of zeros and ones: where a share of
   * [0, 1) begins is the sum of the probabilities in such a set. [K][C].
   */
  readonly sets: readonly (readonly number[])[];
  /** Pairs of sets, by their rows: P(u_s > a, u_t > b) is wanted at the ends a and b that they give. */
  readonly corners: readonly (readonly [number, number])[];
  /** Pairs of categories i < j. */
  readonly pairs: readonly (readonly [number, number])[];
  /** P(z_s = i, z_t = j) of each pair is the sum of this times the corners: [pairs][corners]. */
  readonly coefficients: readonly Float32Array[];
}

/** Numbers what it is asked for, each text once, in the order of asking. */
class Numbers {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, this.#known.size);
    return this.#known.size - 1;
  }

  get texts(): string[] {
    return [...this.#known.keys()];
  }
}

/** The categories in the order that starts with r and goes on with t. */
function orderOf(first: number, second: number, categories: number): number[] {
  const cyclic = Array.from({ length: categories }, (_, step) => (second + step) % categories);
  return [first, ...cyclic.filter((category) => category !== first)];
}

const ascending = (numbers: readonly number[]): number[] =>
  numbers.toSorted((one, other) => one - other);

/** The corners of the rectangle of two categories in one order, by the places before which they lie, and their signs. */
function rectangle(order: readonly number[], i: number, j: number) {
  const [low = 0, high = 0] = ascending([order.indexOf(i), order.indexOf(j)]);
  const all = [
    [low, high, 1],
    [low + 1, high, -1],
    [low, high + 1, -1],
    [low + 1, high + 1, 1],
  ] as const;
  // No number is above the end of the last share.
  return all.filter(([, place]) => place < order.length);
}

const numbersIn = (text: string): number[] => (text === '' ? [] : text.split(',').map(Number));

/** The table for C categories; its coefficients are about C⁶ / 7 numbers. */
export function jointTable(categories: number): JointTable {
  const { firsts, seconds } = rotations(categories);
  const orders = firsts.map((first, at) => orderOf(first, seconds[at] ?? 0, categories));
  const swaps = swapTable(categories);
  const pairs = swaps.firsts.map((i, at) => [i, swaps.seconds[at] ?? 0] as const);
  const sets = new Numbers();
  const corners = new Numbers();
  const sums = pairs.map(() => new Map<number, number>());
  for (const order of orders) {
    const before = order.map((_, place) => sets.of(ascending(order.slice(0, place)).join()));
    for (const [at, [i, j]] of pairs.entries()) {
      for (const [one, other, sign] of rectangle(order, i, j)) {
        const corner = corners.of(`${before[one] ?? 0},${before[other] ?? 0}`);
        sums[at]?.set(corner, (sums[at].get(corner) ?? 0) + sign / orders.length);
      }
    }
  }
  const cornerTexts = corners.texts;
  return {
    sets: sets.texts.map((text) => {
      const members = new Set(numbersIn(text));
      return Array.from({ length: categories }, (_, category) => Number(members.has(category)));
    }),
    corners: cornerTexts.map((text) => numbersIn(text) as [number, number]),
    pairs,
    coefficients: sums.map((ofPair) =>
      Float32Array.from(cornerTexts, (_, corner) => ofPair.get(corner) ?? 0),
    ),
  };
}
