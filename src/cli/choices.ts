import { InvalidArgumentError, Option } from 'commander';
import type { Argument, Command } from 'commander';
import { namesOf } from './list-option.ts';

/**
 * An option that names its choices without checking them: the command does, with its other options, and says
 * at once all that is wrong.
 */
export function openChoice(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description);
  option.argChoices = [...choices];
  return option;
}

/** Rejects a word that is no choice as lists of names do: with the word that may have been meant. */
function explain(name: string, target: Argument | Option): void {
  const { argChoices, parseArg } = target;
  if (argChoices === undefined || parseArg === undefined) return;
  target.argParser((word: string, earlier: unknown) => {
    try {
      return parseArg(word, earlier);
    } catch (error) {
      // Commander's message lists the choices without a suggestion.
      if (error instanceof InvalidArgumentError) namesOf(name, [word], argChoices);
      throw error;
    }
  });
}

/** Makes every `choices()` of a program suggest the nearest choice. */
export function explainChoices(command: Command): void {
  for (const option of command.options) explain(option.long ?? option.flags, option);
  for (const argument of command.registeredArguments) explain(command.name(), argument);
  for (const sub of command.commands) explainChoices(sub);
}
