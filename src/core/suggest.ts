import { closest, distance } from 'fastest-levenshtein';

/** The one of `known` that `word` is likely a misspelling of; letter case does not count. */
export function nearestTo(word: string, known: readonly string[]): string | undefined {
  const lowered = known.map((name) => name.toLowerCase());
  if (lowered.length === 0) return undefined;
  const nearest = closest(word.toLowerCase(), lowered);
  // A third of the word may be wrong, or two letters swapped: enough for typos, too little for a
  // random guess.
  const allowed = Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3));
  return distance(word.toLowerCase(), nearest) <= allowed
    ? known[lowered.indexOf(nearest)]
    : undefined;
}

/** ` Did you mean "…"?` for a likely misspelling of one of `known`, otherwise nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = nearestTo(word, known);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}
