import { Command } from 'commander';
import { runnable } from '../../../src/cli/options/declare.ts';
import type { CommandDeclaration, OptionsOf, Run } from '../../../src/cli/options/declare.ts';

/** A command of a declaration. */
export function commandOf<Declaration extends CommandDeclaration>(
  declaration: Declaration,
  run: Run<OptionsOf<Declaration>> = () => undefined,
): Command {
  const command = new Command(declaration.name).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  runnable(declaration, () => Promise.resolve(run)).addTo(command, (start) => start());
  return command;
}

/** The options that a command gets from these words. */
export async function parsed<Declaration extends CommandDeclaration>(
  declaration: Declaration,
  ...words: readonly string[]
): Promise<OptionsOf<Declaration>> {
  let given: OptionsOf<Declaration> | undefined;
  const command = commandOf(declaration, (options) => {
    given = options;
  });
  await command.parseAsync(words, { from: 'user' });
  return given!;
}
