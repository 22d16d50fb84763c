/** C(C−1)/2 swaps and the unswapped race. */
export function distinctSwaps(categories: number): number {
  return (categories * (categories - 1)) / 2 + 1;
}

/** The distinct swaps m ⇌ j with m < j, and where the C × C table finds each. */
export interface SwapTable {
  readonly firsts: number[];
  readonly seconds: number[];
  /** [C × C]: the row of z^{m⇌j}; row 0 is the unswapped race, row p + 1 that of pair p. */
  readonly rowOf: Int32Array<ArrayBuffer>;
}

export function swapTable(categories: number): SwapTable {
  const rowOf = new Int32Array(categories * categories);
  const [firsts, seconds]: [number[], number[]] = [[], []];
  for (let m = 0; m < categories; m += 1) {
    for (let j = m + 1; j < categories; j += 1) {
      firsts.push(m);
      seconds.push(j);
      rowOf[m * categories + j] = firsts.length;
      rowOf[j * categories + m] = firsts.length;
    }
  }
  return { firsts, seconds, rowOf };
}
