import { z } from 'zod';
import { wholeNumberText } from '../../../core/text-fields.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { option, pluginOption, toggle } from '../../options/fields.ts';

export const estimatorsCommand = {
  name: 'estimators',
  summary: 'list the estimators with cost, bias and reference',
  options: z.object({
    unbiased: option('--unbiased', 'those without bias', toggle()),
    needsDerivatives: option('--needs-derivatives', 'those that differentiate f', toggle(), {
      conflicts: 'withoutDerivatives',
    }),
    withoutDerivatives: option('--without-derivatives', 'those that evaluate f only', toggle()),
    maxEvaluations: option(
      '--max-evaluations <number>',
      'those that evaluate f no more often than this per datapoint, with as few samples as they take',
      wholeNumberText(1).optional(),
    ),
    categories: option('--categories <number>', 'categories C', wholeNumberText(2).default(10)),
    variables: option('--variables <number>', 'latent variables V', wholeNumberText(1).default(20)),
    plugin: pluginOption,
    json: option('--json', 'print JSON', toggle()),
  }),
  help: `Examples:
  vae-bench estimators
  vae-bench estimators --unbiased --max-evaluations 2 --categories 5
  vae-bench estimators --plugin ./my-estimator.mjs --json`,
};

export type EstimatorsOptions = OptionsOf<typeof estimatorsCommand>;
