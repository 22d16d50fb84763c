import type { Command } from 'commander';
import { rankedMetrics } from '../../metrics/table.ts';
import { addFormatOption, addSelectionOptions } from '../figure-options.ts';

/** `vae-bench findings`. */
export function addFindings(program: Command): void {
  const command = program
    .command('findings <folder>')
    .description('judge the findings of the paper by the runs of a results folder')
    .allowExcessArguments(false);
  addFormatOption(addSelectionOptions(command, rankedMetrics))
    .addHelpText(
      'after',
      `
A comparison is over paired seeds, at the last step in common. It holds when its 95 % confidence interval
lies on the side that the paper claims, it does not hold when it lies on the other side, and otherwise
there is not enough data. A finding holds when all its comparisons do. What is judged are these runs, at
their length; the paper's took a million steps.

Examples:
  vae-bench findings results/figure1-short
  vae-bench findings results/figure1-short --metric test_bound --format markdown`,
    )
    .action(async (folder: string, options: object) => {
      const { findings } = await import('../findings-command.ts');
      findings(folder, options as Parameters<typeof findings>[1]);
    });
}
