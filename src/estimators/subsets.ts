/** The subsets of {0, …, S − 1} of one size, and how each grows by one member. */
export interface SubsetLevel {
  /** Members of every subset, ascending. */
  readonly subsets: readonly (readonly number[])[];
  /** Who is not in the subset, S − size each, one subset after the other. */
  readonly missing: readonly number[];
  /** Which subset of the next level each of `missing` makes of it. */
  readonly grown: readonly number[];
}

function subsetsOfSize(count: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: Math.max(0, count - from - size + 1) }, (_, offset) => from + offset)
    .map((first) => subsetsOfSize(count, size - 1, first + 1).map((rest) => [first, ...rest]))
    .flat();
}

/** Levels by size, 0 … S − 1; the level of size S is the one whole set. */
export function subsetLevels(count: number): SubsetLevel[] {
  const all = Array.from({ length: count }, (_, member) => member);
  const bySize = Array.from({ length: count + 1 }, (_, size) => subsetsOfSize(count, size));
  return bySize.slice(0, count).map((subsets, size) => {
    const next = new Map((bySize[size + 1] ?? []).map((subset, at) => [subset.join(), at]));
    const missing = subsets.map((subset) => all.filter((member) => !subset.includes(member)));
    const grown = subsets.flatMap((subset, at) =>
      (missing[at] ?? []).map((member) => {
        const larger = [...subset, member].sort((a, b) => a - b);
        return next.get(larger.join()) ?? 0;
      }),
    );
    return { subsets, missing: missing.flat(), grown };
  });
}
