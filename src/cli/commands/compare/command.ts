import { z } from 'zod';
import { numberText, wholeNumberText } from '../../../core/text-fields.ts';
import { estimatorNames } from '../../../estimators/table.ts';
import { formatOption } from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { list, operand, option, toggle } from '../../options/fields.ts';
import { settings } from '../../options/settings.ts';

export const compareCommand = {
  name: 'compare',
  summary: 'compare the variance, bias and cost of estimators at a frozen point of training',
  options: z.object({
    points: operand('[points...]', z.array(z.string()).default([])),
    estimators: option(
      '--estimators <list>',
      'estimators, with settings after colons: ars+,reinforce-loo:n=10,rebar:temperature=0.3; or all, all-unbiased, all-biased',
      list().default(['all']),
      { suggestions: ['all', 'all-unbiased', 'all-biased', ...estimatorNames] },
    ),
    steps: option(
      '--steps <list>',
      'of the runs that are named, compare at these steps: 0,1000,5000 (default: all that they keep)',
      list()
        .pipe(z.array(wholeNumberText(0)))
        .optional(),
    ),
    atStart: option('--at-start', 'compare at the parameters before the first step', toggle()),
    train: option(
      '--train <steps>',
      'train for so many steps with reinforce-loo first',
      wholeNumberText(1).optional(),
    ),
    config: option(
      '--config <file>',
      'JSON configuration file of --at-start and --train (default: the packaged quick.json)',
      z.string().optional(),
    ),
    predict: option(
      '--predict <runs>',
      'draw nothing: tell whether the order of variances in these folders of comparisons is that of the bounds of these runs',
      z.string().optional(),
    ),
    draws: option(
      '--draws <number>',
      'draws of each estimator at each batch, at most',
      wholeNumberText(20).default(200),
    ),
    precision: option(
      '--precision <share>',
      'stop an estimator when half the interval of its variance is within this share of it',
      numberText({
        is: (value) => value > 0 && value < 1,
        says: 'a number between 0 and 1',
      }).optional(),
    ),
    biasPrecision: option(
      '--bias-precision <share>',
      'go on with an estimator that is biased, up to 20 times --draws, until half the interval of its bias is within this share of the gradient',
      numberText({
        is: (value) => value > 0 && value < 1,
        says: 'a number between 0 and 1',
      }).optional(),
    ),
    batches: option('--batches <number>', 'fixed batches', wholeNumberText(1).default(1)),
    seed: option(
      '--seed <number>',
      'seed of the images and of the draws',
      wholeNumberText(0).default(0),
    ),
    reference: option(
      '--reference <estimator>',
      'unbiased estimator that bias is told with; local-expectation has less variance, for V(C−1) + 1 evaluations',
      z.string().default('reinforce-loo'),
      { suggestions: ['reinforce-loo', 'local-expectation'] },
    ),
    referenceSamples: option(
      '--reference-samples <number>',
      'samples of the reference, where it takes a number of them',
      wholeNumberText(2).default(40),
    ),
    referenceDraws: option(
      '--reference-draws <number>',
      'draws of the reference at each batch',
      wholeNumberText(20).default(200),
    ),
    between: option(
      '--between <number>',
      'random batches that show how batches differ',
      wholeNumberText(3).default(20),
    ),
    warmUp: option(
      '--warm-up <number>',
      'batches that estimators with variables of their own follow first',
      wholeNumberText(0).default(200),
    ),
    part: option(
      '--part <names>',
      'parts of the gradient to print: encoder, logits, encoder/0 … (default: encoder)',
      list().default(['encoder']),
    ),
    format: formatOption,
    out: option(
      '-o, --out <folder>',
      'keep the results there (compare.json, compare.csv), and go on with what it holds',
      z.string().optional(),
    ),
    components: option(
      '--components',
      'keep the variance of every component, too (needs -o)',
      toggle(),
    ),
    force: option('--force', 'replace the results that the folder holds', toggle()),
    settings: settings([
      ...['samples', 'categories', 'variables', 'batchSize'],
      ...[
        'data.name',
        'data.directory',
        'backend.name',
        'backend.threads',
        'backend.gpu',
        'plugins',
      ],
    ]),
  }),
  help: `[points...] are folders of runs or results, or files of checkpoints. Of runs that keep checkpoints
(--keep), all of these are taken, and the results are a table and charts against the step; a run that keeps none is
compared at its last checkpoint.

The variance is that of the batch gradient of the encoder at fixed images, summed over components; the bias is
the norm of the mean's distance from the gradient, with the noise of both taken off (docs/comparison.md).

Examples:
  vae-bench compare results/quick/ars+-c10-v20/seed-0 --estimators ars+,reinforce-loo:n=10,disarm-tree
  vae-bench compare results/figure1 --steps 0,1000,5000 --estimators all-unbiased -o results/along
  vae-bench compare results/along --predict results/figure1 --format markdown
  vae-bench compare --train 500 --estimators all-unbiased --precision 0.05 -o results/compare-500
  vae-bench compare --at-start --categories 3 --variables 5 --estimators all --format markdown`,
};

export type CompareOptions = OptionsOf<typeof compareCommand>;
