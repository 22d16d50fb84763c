import { distance } from 'fastest-levenshtein';

/** Whether two words differ by two neighbouring letters that changed places. */
function areSwapped(word: string, other: string): boolean {
  if (word.length !== other.length) return false;
  let at = 0;
  while (at < word.length && word[at] === other[at]) at += 1;
  const swapped = `${word.slice(0, at)}${word.charAt(at + 1)}${word.charAt(at)}${word.slice(at + 2)}`;
  return swapped === other;
}

/** How many edits apart two words are; letters that changed places are one. */
const editsBetween = (word: string, other: string): number =>
  areSwapped(word, other) ? 1 : distance(word, other);

/** The one of `known` that `word` is likely a misspelling of; letter case does not count. */
export function nearestTo(word: string, known: readonly string[]): string | undefined {
  const lowered = word.toLowerCase();
  const edits = known.map((name) => editsBetween(lowered, name.toLowerCase()));
  const fewest = Math.min(...edits);
  // A third of the word may be wrong: enough for typos, too little for a random guess.
  const allowed = Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3));
  return fewest <= allowed ? known[edits.indexOf(fewest)] : undefined;
}

/** ` Did you mean "…"?` for a likely misspelling of one of `known`, otherwise nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = nearestTo(word, known);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}
