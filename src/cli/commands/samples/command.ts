import { z } from 'zod';
import { configSchema } from '../../../config/schema.ts';
import { numberText, wholeNumberText } from '../../../core/text-fields.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { gpuOption, operand, option } from '../../options/fields.ts';

/** More columns than that fit on no screen. */
const MAX_IMAGES = 50;

export const samplesCommand = {
  name: 'samples',
  summary: 'draw what a run’s model has learned, and measure how its posterior uses its categories',
  options: z.object({
    folders: operand('<folders...>', z.array(z.string())),
    images: option(
      '--images <number>',
      'test images to draw, from the first on',
      numberText({
        is: (value) => Number.isInteger(value) && value >= 1 && value <= MAX_IMAGES,
        says: `a whole number from 1 to ${MAX_IMAGES}`,
      }).default(10),
    ),
    variable: option(
      '--variable <number>',
      'latent variable whose categories are drawn, from 0 on (default: that of the largest KL divergence)',
      wholeNumberText(0).optional(),
    ),
    seed: option(
      '--seed <number>',
      'seed of the samples of z (default: the run’s)',
      wholeNumberText(0).optional(),
    ),
    dataDir: option(
      '--data-dir <folder>',
      'where the run’s data set is now (default: where it was)',
      z.string().optional(),
    ),
    backend: option(
      '--backend <name>',
      'what runs the tensors',
      configSchema.shape.backend.unwrap().shape.name,
    ),
    gpu: gpuOption,
  }),
  help: `A folder is that of a run, or one that holds runs; runs without a checkpoint are left out. Each run gets
samples.png (test images, their reconstructions, samples of the prior, and what the categories of one variable do)
and posterior.json (entropy, KL divergence and unused categories of every variable, over all test images). vae-bench report
shows both.

Examples:
  vae-bench samples results/figure1/ars+-c10/seed-0
  vae-bench samples results/figure1
  vae-bench samples results/figure1/ars+-c10/seed-0 --images 20 --variable 3`,
};

export type SamplesOptions = OptionsOf<typeof samplesCommand>;
