import { z } from 'zod';
import { paperNames } from '../../../figures/findings/papers.ts';
import { rankedMetrics } from '../../../metrics/table.ts';
import {
  foldersOperand,
  formatOption,
  metricOption,
  selectionOptions,
} from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { list, option } from '../../options/fields.ts';

export const findingsCommand = {
  name: 'findings',
  summary: 'judge the findings of the papers by the runs of a results folder',
  options: z.object({
    folders: foldersOperand,
    ...selectionOptions,
    metric: metricOption(rankedMetrics),
    claims: option(
      '--claims <names>',
      'papers or ids of claims to judge (default: all)',
      list().optional(),
      // Ids have spaces.
      { suggestions: paperNames },
    ),
    format: formatOption,
  }),
  help: `A comparison is over paired seeds, at the last step in common. It holds when its 95 % confidence interval
lies on the side that the paper claims, it does not hold when it lies on the other side, and it is undecided
when the interval has both sides. Below two pairs there is not enough data. A finding holds when all its
comparisons do; it is shown when at least one of them has a pair of runs. Where several runs of one estimator
could be meant, there is no pair, and the output names them: read one of their folders, or choose by --tag.
What is judged are these runs, at their length; those of Dong, Mnih and Tucker (2021) took a million steps.
Where the conditions of a paper differ from those of the runs, the output says so.

Examples:
  vae-bench findings results/figure1-short
  vae-bench findings results/figure1-short --metric test_bound --format markdown
  vae-bench findings results/figure1-extended --claims paulus-2021,dong-2020`,
};

export type FindingsOptions = OptionsOf<typeof findingsCommand>;
