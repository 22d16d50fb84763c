import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean "…"?` for a likely misspelling of one of `known`, otherwise nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const lower = word.toLowerCase();
  const nearest = closest(lower, [...known]);
  // A third of the word may be wrong: enough for typos, too little for a random guess.
  const allowed = Math.max(1, Math.floor(word.length / 3));
  return distance(lower, nearest.toLowerCase()) <= allowed ? ` Did you mean "${nearest}"?` : '';
}
