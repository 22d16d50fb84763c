import type { Command } from 'commander';
import { addAxisOptions, addSelectionOptions } from '../figure-options.ts';
import { listOption } from '../list-option.ts';
import { numberOption } from '../numbers.ts';

/** `vae-bench plot`. */
export function addPlot(program: Command): void {
  const command = program
    .command('plot <folder>')
    .description('draw figure 1 from a results folder: every metric for every number of categories')
    .allowExcessArguments(false)
    .addOption(
      listOption('-o, --out <files>', 'files to write, .svg or .png (default: both in the folder)'),
    )
    .option(
      '--scale <number>',
      'pixels of the PNG for each pixel of the SVG',
      numberOption('--scale', {
        is: (value) => value > 0 && value <= 10,
        says: 'a number above 0, up to 10',
      }),
      2,
    )
    .option('--title <text>', 'title of the figure (default: the name of the folder)');
  addAxisOptions(addSelectionOptions(command))
    .addHelpText(
      'after',
      `
Lines are means over seeds, bands one standard error. A seed that is not as far as the others is left
out, and named.

Examples:
  vae-bench plot results/figure1-short
  vae-bench plot results/figure1-short --x evaluations --metric test_bound -o bound.svg
  vae-bench plot results/figure1 --categories 10 --from 100000 --smooth 0.9 -o c10.png`,
    )
    .action(async (folder: string, options: object) => {
      const { plot } = await import('../plot-command.ts');
      await plot(folder, options as Parameters<typeof plot>[1]);
    });
}
