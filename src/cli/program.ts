import { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import { ownManifest } from '../core/package.ts';
import { didYouMean } from '../core/suggest.ts';
import { commands, train } from './commands/commands.ts';
import type { Start } from './options/declare.ts';
import { warn } from './terminal/output.ts';

/** What looks like a command but is none of `program`'s. */
function assertNoOperand(program: Command): void {
  const [operand] = program.args;
  if (operand === undefined) return;
  const visible = program.createHelp().visibleCommands(program);
  const names = visible.map((command) => command.name());
  const hint = didYouMean(operand, names);
  throw new UsageError(
    `"${operand}" is not a command.${hint} Commands: ${names.join(', ')}; without one, vae-bench trains.`,
  );
}

/**
 * The command line: one training command without a name, and the others.
 *
 * @param start - runs what was asked for, after its options were parsed.
 * @param printHelp - prints help and version.
 */
export function createProgram({
  start = (run) => run(),
  printHelp = (text) => process.stdout.write(text),
}: {
  readonly start?: Start;
  readonly printHelp?: (text: string) => unknown;
} = {}): Command {
  const program = new Command('vae-bench')
    .version(ownManifest().version)
    .exitOverride()
    .configureOutput({ writeOut: printHelp, writeErr: warn })
    // Flags after a command are that command's: both know --estimator.
    .enablePositionalOptions()
    .helpCommand(true)
    .allowExcessArguments()
    .configureHelp({ showGlobalOptions: false })
    .hook('preAction', (_, command) => {
      if (command === program) assertNoOperand(program);
    });
  train.addTo(program, start);
  for (const { declaration, addTo } of commands) {
    const { name, hidden = false } = declaration;
    const command = program.command(name, { hidden }).allowExcessArguments(false);
    // Commander's own messages name what is wrong, and no remedy.
    command.showHelpAfterError(`\`vae-bench ${name} --help\` shows what it takes.`);
    addTo(command, start);
  }
  return program;
}
