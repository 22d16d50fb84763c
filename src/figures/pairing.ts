/** Something whose estimates cost evaluations of f. */
interface Dear {
  /** Of f per datapoint; null where that is not known yet. */
  readonly evaluations: number | null;
}

/** Of pairs of two estimators, those that evaluate f equally often where there are such, or else all. */
export function equallyDear<T extends Dear>(
  pairs: readonly (readonly [T, T])[],
): (readonly [T, T])[] {
  const equal = pairs.filter(([one, other]) => one.evaluations === other.evaluations);
  return equal.length > 0 ? equal : [...pairs];
}

/** A line of a page. */
interface Titled extends Dear {
  readonly title: string;
  /** What lines of a pair have to share. */
  readonly alike: string;
}

/** The pairs of lines of two titles, as `comparablePairs` makes them of groups of runs. */
export function titledPairs<T extends Titled>(
  lines: readonly T[],
  [one, other]: readonly [string, string],
): (readonly [T, T])[] {
  const all = lines
    .filter(({ title }) => title === one)
    .flatMap((first) =>
      lines
        .filter((second) => second !== first && second.title === other)
        .filter(({ alike }) => alike === first.alike)
        .map((second) => [first, second] as const),
    );
  return equallyDear(all);
}
