import { z } from 'zod';
import { configSchema } from '../../../config/schema.ts';
import { wholeNumberText } from '../../../core/text-fields.ts';
import { estimatorNames } from '../../../estimators/table.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { gpuOption, option, pluginOption } from '../../options/fields.ts';

export const verifyCommand = {
  name: 'verify',
  summary: 'compare the mean of an estimator’s draws with the gradient by enumeration',
  options: z.object({
    estimator: option(
      '--estimator <name>',
      'estimator to verify',
      z.string().default('ars+'),
      // Plugins may bring further ones.
      { suggestions: estimatorNames },
    ),
    categories: option('--categories <number>', 'categories C', wholeNumberText(2).default(3)),
    variables: option('--variables <number>', 'latent variables V', wholeNumberText(1).default(2)),
    samples: option(
      '--samples <number>',
      'samples per estimate, for estimators that take a number of them',
      wholeNumberText(1).optional(),
    ),
    set: option(
      '--set <estimator.setting=value>',
      'value of a setting of the estimator’s own, such as estimator.decay=0.9; repeatable',
      z.array(z.string()).default([]),
    ),
    draws: option(
      '--draws <number>',
      'independent estimates',
      wholeNumberText(100).default(200_000),
    ),
    seed: option(
      '--seed <number>',
      'seed of the random problem and of the draws',
      wholeNumberText(0).default(0),
    ),
    backend: option(
      '--backend <name>',
      'what runs the tensors',
      configSchema.shape.backend.unwrap().shape.name,
    ),
    gpu: gpuOption,
    plugin: pluginOption,
  }),
  help: `Exit code 1 when an estimator that claims to be unbiased is found to be biased.

Examples:
  vae-bench verify --estimator ars+ --categories 5
  vae-bench verify --estimator ars+published --draws 1000000
  vae-bench verify --estimator reinforce+baseline --set estimator.decay=0.9`,
};

export type VerifyOptions = OptionsOf<typeof verifyCommand>;
