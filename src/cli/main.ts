import { CommanderError } from 'commander';
import { ExitCode, PrematureEndError, VaeBenchError } from '../core/errors.ts';
import { commandIsDone, suspects, witnessEnd } from '../core/process-end.ts';
import { createProgram } from './program.ts';

/** Prints a user's error as its message alone, and a bug with its stack. */
function printError(error: unknown): number {
  if (error instanceof VaeBenchError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a bug in vae-bench or in a plugin:\n${shown}\n`);
  return ExitCode.runFailed;
}

/** Whoever ends the process before the command is done must not make it look like success. */
function reportPrematureEnd(how: string): void {
  process.exitCode = printError(new PrematureEndError(how, suspects()));
}

/**
 * Runs the command line.
 *
 * @param argv - as in `process.argv`.
 * @returns the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  witnessEnd(reportPrematureEnd);
  try {
    await createProgram().parseAsync(argv);
    return ExitCode.ok;
  } catch (error) {
    // Commander has printed its message by then, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return printError(error);
  } finally {
    commandIsDone();
  }
}
