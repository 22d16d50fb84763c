import { z } from 'zod';
import { estimatorNames } from '../../../estimators/table.ts';
import { formatOption, selectionOptions } from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { list, operand, option } from '../../options/fields.ts';

export const tableCommand = {
  name: 'table',
  summary: 'print final and best values of a results folder: means over seeds, ranked',
  options: z.object({
    folder: operand('<folder>', z.string()),
    compare: option(
      '--compare <two>',
      'compare two estimators over the seeds that both have',
      list().optional(),
      { suggestions: estimatorNames },
    ),
    ...selectionOptions,
    format: formatOption,
  }),
  help: `± is one standard error over seeds. Estimators are ranked by their final mean; one that is not as far as
the others of its C gets no rank. Comparisons are paired by seed, at the last step in common, with 95 %
confidence intervals by Student's t; variances are compared by their ratio.

Examples:
  vae-bench table results/figure1-short
  vae-bench table results/figure1-short --metric test_bound --format latex
  vae-bench table results/figure1-short --compare ars+,ars --format csv`,
};

export type TableOptions = OptionsOf<typeof tableCommand>;
