import { Option } from 'commander';
import type { Command } from 'commander';

/** `vae-bench status`. */
export function addStatus(program: Command): void {
  program
    .command('status <folder>')
    .description('show how far the runs of a sweep, an experiment or a results folder are')
    .allowExcessArguments(false)
    .option('--watch', 'show it again and again until all runs are complete or failed')
    .addOption(new Option('--json', 'print JSON').conflicts('watch'))
    .option('--interval <seconds>', 'time between two looks with --watch', '2')
    .addHelpText(
      'after',
      `
Examples:
  vae-bench status results/figure1-short
  vae-bench status results/figure1-short --watch --interval 10
  vae-bench status results --json`,
    )
    .action(async (folder: string, options: { watch?: true; json?: true; interval: string }) => {
      const { status } = await import('../status-command.ts');
      await status(folder, options);
    });
}
