import { z } from 'zod';
import { numberText } from '../../../core/text-fields.ts';
import { tagOption } from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { operand, option, toggle } from '../../options/fields.ts';

export const statusCommand = {
  name: 'status',
  summary: 'show how far the runs of a sweep, an experiment or a results folder are',
  options: z.object({
    folder: operand('<folder>', z.string()),
    tag: tagOption,
    watch: option(
      '--watch',
      'show it again and again until all runs are complete or failed',
      toggle(),
    ),
    json: option('--json', 'print JSON', toggle(), { conflicts: 'watch' }),
    interval: option(
      '--interval <seconds>',
      'time between two looks with --watch',
      numberText({ is: (value) => value > 0, says: 'a number of seconds above 0' }).default(2),
    ),
  }),
  help: `Examples:
  vae-bench status results/figure1-short
  vae-bench status results/figure1-short --watch --interval 10
  vae-bench status results --json`,
};

export type StatusOptions = OptionsOf<typeof statusCommand>;
