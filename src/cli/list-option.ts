import { Option } from 'commander';
import { UsageError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';

/** The names in a list that may be repeated and may hold commas, all of them among `known`. */
export function namesOf(
  flag: string,
  words: readonly string[],
  known: readonly string[],
): string[] {
  for (const word of words) {
    if (known.includes(word)) continue;
    const hint = didYouMean(word, known);
    throw new UsageError(`${flag} takes ${known.join(', ')}; found "${word}".${hint}`);
  }
  return [...new Set(words)];
}

/**
 * An option that takes names, `--metric test_bound,train_elbo`, as often as one likes. It takes one
 * argument at a time, so that a folder may follow it.
 *
 * @param known - what is allowed; anything when left out.
 */
export function listOption(flags: string, description: string, known?: readonly string[]): Option {
  const option = new Option(flags, description);
  option.argParser((text: string, earlier: string[] | undefined) => {
    const words = text.split(',').map((word) => word.trim());
    const all = [...(earlier ?? []), ...words];
    return known === undefined ? all : namesOf(option.long ?? flags, all, known);
  });
  if (known !== undefined) option.argChoices = [...known];
  return option;
}
