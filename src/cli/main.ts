import { CommanderError } from 'commander';
import { ExitCode, VaeBenchError } from '../core/errors.ts';
import { commandIsDone, PrematureEndError, witnessEnd } from '../processes/process-end.ts';
import { createProgram } from './program.ts';
import { outliveTerminal } from './terminal/hangup.ts';
import { guardOutput, print, warn } from './terminal/output.ts';

/** Prints a user's error as its message alone, and a bug with its stack. */
function printError(error: unknown): number {
  if (error instanceof VaeBenchError) {
    warn(`${error.message}\n`);
    return error.exitCode;
  }
  const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
  warn(`This is a bug in vae-bench or in a plugin:\n${shown}\n`);
  return ExitCode.runFailed;
}

/** Whoever ends the process before the command is done must not make it look like success. */
function reportPrematureEnd(how: string): void {
  process.exitCode = printError(new PrematureEndError(how));
}

async function execute(argv: readonly string[]): Promise<number> {
  const printed: Promise<boolean>[] = [];
  const program = createProgram({ printHelp: (text) => printed.push(print(text)) });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed its message by then, or the help that was asked for.
    if (error.exitCode !== 0) return ExitCode.usage;
  }
  await Promise.all(printed);
  return ExitCode.ok;
}

/**
 * Runs the command line.
 *
 * @param argv - as in `process.argv`.
 * @returns the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  witnessEnd(reportPrematureEnd);
  guardOutput();
  outliveTerminal();
  try {
    return await execute(argv);
  } catch (error) {
    return printError(error);
  } finally {
    commandIsDone();
  }
}
