import type { Command } from 'commander';
import type { z } from 'zod';
import { addOptions } from './commander.ts';
import { parseOptions } from './parse.ts';

/** A command as help shows it. It is read at every start: what it does is loaded when it runs. */
export interface CommandDeclaration<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  /** Options and operands by key, in the order of the help text (fields.ts, settings.ts). */
  readonly options: Schema;
  /** What help prints below the options. */
  readonly help?: string;
  /** Whether only vae-bench itself runs it. */
  readonly hidden?: boolean;
}

/** What a command is given. */
export type OptionsOf<Declaration extends CommandDeclaration> = z.output<Declaration['options']>;

/** What a command does. */
export type Run<Options> = (options: Options, command: Command) => void | Promise<void>;

/** Runs what a command line asks for; tests put something else in its place. */
export type Start = (run: () => Promise<void>) => Promise<void>;

/** A command that can be added to a program. */
export interface RunnableCommand {
  readonly declaration: CommandDeclaration;
  readonly addTo: (command: Command, start: Start) => void;
}

/**
 * Joins a command's declaration with what it does.
 *
 * @param load - imports the module that does it.
 */
export function runnable<Declaration extends CommandDeclaration>(
  declaration: Declaration,
  load: () => Promise<Run<OptionsOf<Declaration>>>,
): RunnableCommand {
  const { summary, options: schema, help } = declaration;
  return {
    declaration,
    addTo: (command, start) => {
      command.description(summary);
      const source = addOptions(command, schema);
      if (help !== undefined) command.addHelpText('after', `\n${help}`);
      command.action(async () => {
        const options = parseOptions(schema, source);
        await start(async () => {
          const run = await load();
          await run(options as OptionsOf<Declaration>, command);
        });
      });
    },
  };
}
