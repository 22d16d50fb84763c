import { z } from 'zod';
import { numberText } from '../../../core/text-fields.ts';
import { estimatorNames } from '../../../estimators/table.ts';
import {
  foldersOperand,
  axisOptions,
  selectionOptions,
  viewOptions,
} from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { list, option } from '../../options/fields.ts';

/** The names of files that can be written. */
export const FILE = /.\.(svg|png)$/;

export const plotCommand = {
  name: 'plot',
  summary: 'draw figure 1 from a results folder: every metric for every number of categories',
  options: z.object({
    folders: foldersOperand,
    out: option(
      '-o, --out <files>',
      'files to write, .svg or .png (default: both in the folder; of several folders, here)',
      list()
        .pipe(z.array(z.string().regex(FILE, { error: 'takes names that end in .svg or .png' })))
        .optional(),
    ),
    scale: option(
      '--scale <number>',
      'pixels of the PNG for each pixel of the SVG',
      numberText({
        is: (value) => value > 0 && value <= 10,
        says: 'a number above 0, up to 10',
      }).default(2),
    ),
    title: option(
      '--title <text>',
      'title of the figure (default: the name of the folder)',
      z.string().optional(),
    ),
    difference: option(
      '--difference <two>',
      'draw how two groups of runs differ over the seeds that both have, as --compare of table takes them',
      z.array(z.string()).optional(),
      { suggestions: estimatorNames },
    ),
    ...selectionOptions,
    ...viewOptions,
    ...axisOptions,
  }),
  help: `Lines are means over seeds, bands one standard error. A seed that is not as far as the others is left
out, and named. Of --difference lines are means over pairs of seeds, bands 95 % confidence intervals, and the files
are difference.svg and difference.png.

Examples:
  vae-bench plot results/figure1-short
  vae-bench plot results/figure1-short --x evaluations --metric test_bound -o bound.svg
  vae-bench plot results/figure1 --categories 10 --from 100000 --smooth 0.9 -o c10.png
  vae-bench plot results/rates --colour encoderLearningRate --facet estimator
  vae-bench plot results/figure1-short --difference ars+,reinforce-loo -o difference.svg
  vae-bench plot results/before results/after -o both.svg both.png`,
};

export type PlotOptions = OptionsOf<typeof plotCommand>;
