import type { Command } from 'commander';
import { print } from '../../terminal/output.ts';
import { candidatesFor, printed } from './candidates.ts';
import type { CompleteOptions } from './command.ts';

/** Prints what may stand at the end of a command line. */
export async function complete({ words }: CompleteOptions, command: Command): Promise<void> {
  await print(printed(candidatesFor(command.parent ?? command, words)));
}
