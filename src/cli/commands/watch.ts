import type { Command } from 'commander';
import { numberOption } from '../numbers.ts';

const port = {
  is: (value: number) => Number.isInteger(value) && value >= 0 && value < 65_536,
  says: 'a port, 0 to 65535; 0 takes any that is free',
};

const seconds = { is: (value: number) => value >= 0.1, says: 'a number of seconds, at least 0.1' };

/** `vae-bench watch`. */
export function addWatch(program: Command): void {
  program
    .command('watch <folder>')
    .description('serve the report on this machine while runs go on')
    .allowExcessArguments(false)
    .option('--port <number>', 'port on 127.0.0.1', numberOption('--port', port), 8321)
    .option(
      '--interval <seconds>',
      'time between two looks at the files',
      numberOption('--interval', seconds),
      2,
    )
    .addHelpText(
      'after',
      `
The page is the report of the folder as it is; it follows what is written. Nobody but this machine can
reach it; from elsewhere, forward the port: ssh -L 8321:127.0.0.1:8321 <machine>.

Examples:
  vae-bench watch results/figure1-short
  vae-bench watch results --port 0 --interval 10`,
    )
    .action(async (folder: string, options: object) => {
      const { watch } = await import('../watch-command.ts');
      await watch(folder, options as Parameters<typeof watch>[1]);
    });
}
