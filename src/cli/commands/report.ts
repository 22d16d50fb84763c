import type { Command } from 'commander';

/** `vae-bench report`. */
export function addReport(program: Command): void {
  program
    .command('report <folder>')
    .description('write a page with curves, final values, the paper’s findings, and provenance')
    .allowExcessArguments(false)
    .option('-o, --out <file>', 'file to write', 'report.html')
    .option('--title <text>', 'title of the page (default: the name of the folder)')
    .addHelpText(
      'after',
      `
The page is one file that needs nothing else: it loads nothing from anywhere, and shows images where
there is no JavaScript.

Examples:
  vae-bench report results/figure1-short
  vae-bench report results/figure1-short -o figure1-short.html --title "Figure 1, 5,000 steps"`,
    )
    .action(async (folder: string, options: object) => {
      const { report } = await import('../report-command.ts');
      await report(folder, options as Parameters<typeof report>[1]);
    });
}
