import type { Command } from 'commander';
import { candidatesFor, printed } from './candidates.ts';
import type { CompleteOptions } from './command.ts';

/** Prints what may stand at the end of a command line. */
export function complete({ words }: CompleteOptions, command: Command): void {
  process.stdout.write(printed(candidatesFor(command.parent ?? command, words)));
}
