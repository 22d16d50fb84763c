/** P(X = k) for k = 0 … n of a binomial X. */
function binomialProbabilities(n: number, p: number): number[] {
  let logarithm = n * Math.log1p(-p);
  return Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) logarithm += Math.log((n - k + 1) / k) + Math.log(p / (1 - p));
    return Math.exp(logarithm);
  });
}

/**
 * The counts among n that do not contradict a probability between `least` and `most`: those outside have, on
 * either side, a probability of at most `risk` at the end that is nearer (exact binomial tails).
 */
export function plausibleCounts(
  n: number,
  { least, most }: { readonly least: number; readonly most: number },
  risk: number,
): { readonly low: number; readonly high: number } {
  /** How many outcomes of the tail, taken from its end, have a probability of at most `risk` together. */
  const inTail = (probabilities: readonly number[]): number => {
    let sum = 0;
    const count = probabilities.findIndex((probability) => (sum += probability) > risk);
    return count < 0 ? n + 1 : count;
  };
  return {
    low: inTail(binomialProbabilities(n, least)),
    high: n - inTail(binomialProbabilities(n, most).reverse()),
  };
}
