import type { Command } from 'commander';
import { addFormatOption, addSelectionOptions } from '../figure-options.ts';
import { listOption } from '../list-option.ts';

/** `vae-bench table`. */
export function addTable(program: Command): void {
  const command = program
    .command('table <folder>')
    .description('print final and best values of a results folder: means over seeds, ranked')
    .allowExcessArguments(false)
    .addOption(
      listOption('--compare <two>', 'compare two estimators over the seeds that both have'),
    );
  addFormatOption(addSelectionOptions(command))
    .addHelpText(
      'after',
      `
± is one standard error over seeds. Estimators are ranked by their final mean; one that is not as far as
the others of its C gets no rank. Comparisons are paired by seed, at the last step in common, with 95 %
confidence intervals by Student's t; variances are compared by their ratio.

Examples:
  vae-bench table results/figure1-short
  vae-bench table results/figure1-short --metric test_bound --format latex
  vae-bench table results/figure1-short --compare ars+,ars --format csv`,
    )
    .action(async (folder: string, options: object) => {
      const { table } = await import('../table-command.ts');
      table(folder, options as Parameters<typeof table>[1]);
    });
}
