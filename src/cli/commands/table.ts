import type { Command } from 'commander';

/** `vae-bench table`. */
export function addTable(program: Command): void {
  program
    .command('table <folder>')
    .description('print final and best values of a results folder, averaged over seeds')
    .allowExcessArguments(false)
    .option('--metric <name>', 'train_elbo, test_bound or grad_variance', 'test_bound')
    .option('--format <name>', 'text, csv, markdown or latex', 'text')
    .addHelpText(
      'after',
      `
Estimators are ranked by their final mean; ± is one standard error over seeds.

Examples:
  vae-bench table results/figure1-short
  vae-bench table results/figure1-short --metric grad_variance --format latex`,
    )
    .action(async (folder: string, options: { metric: string; format: string }) => {
      const { table } = await import('../table-command.ts');
      table(folder, options);
    });
}
