import { z } from 'zod';
import type { OptionsOf } from '../../options/declare.ts';
import { option, pluginOption, toggle } from '../../options/fields.ts';

export const estimatorsCommand = {
  name: 'estimators',
  summary: 'list the estimators with cost, bias and reference',
  options: z.object({
    plugin: pluginOption,
    json: option('--json', 'print JSON', toggle()),
  }),
  help: `Examples:
  vae-bench estimators
  vae-bench estimators --plugin ./my-estimator.mjs --json`,
};

export type EstimatorsOptions = OptionsOf<typeof estimatorsCommand>;
