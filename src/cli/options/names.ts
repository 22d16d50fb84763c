import { UsageError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';

/** What is wrong with a word that is not among those that an option takes, and what it may have been. */
export function notAmong(flag: string, word: string, known: readonly string[]): string {
  return `${flag} takes ${known.join(', ')}; found "${word}".${didYouMean(word, known)}`;
}

/** @throws UsageError for the first of the words that is not among `known`. */
export function assertAmong(
  flag: string,
  words: readonly string[],
  known: readonly string[],
): void {
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) throw new UsageError(notAmong(flag, unknown, known));
}

/**
 * The same for tags that runs may have.
 *
 * @throws UsageError for one that none of these runs has.
 */
export function assertTagged(
  asked: readonly string[],
  runs: readonly { readonly tags: readonly string[] }[],
): void {
  const known = [...new Set(runs.flatMap(({ tags }) => tags))];
  if (known.length > 0) assertAmong('--tag', asked, known);
  else throw new UsageError('--tag finds nothing: none of these runs has a tag.');
}
