import { z } from 'zod';
import { count, folderName, path, seedList, tag, toggle } from '../core/fields.ts';
import { backend } from './backend.ts';
import { checkpoint } from './checkpoint.ts';
import { init, objective, stopping } from './course.ts';
import { data } from './data.ts';
import { evaluation } from './evaluation.ts';
import { model } from './model.ts';
import { onFinish } from './on-finish.ts';
import { optimiser } from './optimiser.ts';

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
