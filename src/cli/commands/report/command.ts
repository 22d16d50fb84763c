import { z } from 'zod';
import { foldersOperand, viewOptions } from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { option } from '../../options/fields.ts';

export const reportCommand = {
  name: 'report',
  summary: 'write a page with curves, final values, the papers’ findings, and provenance',
  options: z.object({
    folders: foldersOperand,
    out: option('-o, --out <file>', 'file to write', z.string().default('report.html')),
    title: option(
      '--title <text>',
      'title of the page (default: the name of the folder)',
      z.string().optional(),
    ),
    ...viewOptions,
  }),
  help: `The page is one file that needs nothing else: it loads nothing from anywhere, and shows images where
there is no JavaScript. Comparisons that vae-bench compare -o left in the folders are in it. Several folders
stand side by side, with common scales, unless --colour or --facet tell their runs apart: --colour folder
overlays them.

Examples:
  vae-bench report results/figure1-short
  vae-bench report results/figure1-short -o figure1-short.html --title "Figure 1, 5,000 steps"
  vae-bench report results/mnist results/fashion`,
};

export type ReportOptions = OptionsOf<typeof reportCommand>;
