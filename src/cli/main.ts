import { CommanderError } from 'commander';
import { ExitCode, VaeBenchError } from '../core/errors.ts';
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

/**
 * Runs the command line.
 *
 * @param argv - as in `process.argv`.
 * @returns the exit code.
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv);
    return ExitCode.ok;
  } catch (error) {
    // Commander has printed its message by then, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    return printError(error);
  }
}
