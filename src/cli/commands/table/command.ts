import { z } from 'zod';
import { estimatorNames } from '../../../estimators/table.ts';
import {
  foldersOperand,
  formatOption,
  selectionOptions,
  viewOptions,
} from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { option } from '../../options/fields.ts';

export const tableCommand = {
  name: 'table',
  summary: 'print final and best values of a results folder: means over seeds, ranked',
  options: z.object({
    folders: foldersOperand,
    compare: option(
      '--compare <two>',
      'compare two groups of runs over the seeds that both have: two estimators, or two values of a setting',
      z.array(z.string()).optional(),
      { suggestions: estimatorNames },
    ),
    everyStep: option(
      '--every-step',
      'with --compare: at every step that seeds have in common, not at the last one alone',
      z.boolean().optional(),
    ),
    ...selectionOptions,
    ...viewOptions,
    format: formatOption,
  }),
  help: `± is one standard error over seeds. Estimators are ranked by their final mean; one that is not as far as
the others of its C gets no rank. Comparisons are paired by seed, at the last step in common, with 95 %
confidence intervals by Student's t; variances are compared by their ratio. A group of --compare is the name
of an estimator, <setting>=<value>, or several of these with spaces between them.

Examples:
  vae-bench table results/figure1-short
  vae-bench table results/before results/after
  vae-bench table results/figure1-short --metric test_bound --format latex
  vae-bench table results/figure1-short --compare ars+,ars --format csv
  vae-bench table results/figure1-short --compare ars+,reinforce-loo --every-step --format csv
  vae-bench table results/rates --colour encoderLearningRate
  vae-bench table results/rates --compare encoderLearningRate=1e-4,3e-4`,
};

export type TableOptions = OptionsOf<typeof tableCommand>;
