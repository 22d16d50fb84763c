import { count, fraction, group, path, rate, toggle } from '../core/fields.ts';

export const init = group({
  from: path()
    .nullable()
    .default(null)
    .describe(
      'Run whose last checkpoint gives the first parameters: its folder, the folder of its seeds (each seed ' +
        'starts from the same seed there), or the checkpoint file; null draws them.',
    )
    .meta({
      flag: '--init-from <run>',
      // The checkpoint counts by its contents.
      decidesNumbers: false,
      inRunId: true,
      namesFiles: true,
    }),
  optimiser: toggle()
    .default(false)
    .describe('Take what the optimiser holds from there, too, such as Adam’s moments.')
    .meta({ flag: '--init-optimiser', inRunId: true }),
})
  .prefault({})
  .describe('What a run starts from.');

export const objective = group({
  klWarmupSteps: count(0)
    .default(0)
    .describe(
      'Steps in which the weight of the KL divergence in the training objective rises linearly to 1; 0: it is 1 ' +
        'from the start. What is measured does not depend on it.',
    )
    .meta({ flag: '--kl-warmup <steps>', unit: 'steps' }),
  klWeightStart: fraction().default(0).describe('That weight in the first step of the warm-up.'),
})
  .prefault({})
  .describe('What training maximises.');

export const stopping = group({
  patience: count()
    .nullable()
    .default(null)
    .describe(
      'Measurements in a row without an improvement of the test bound after which a run stops early; null: it takes ' +
        'all its steps.',
    )
    .meta({ flag: '--patience <measurements>', comparable: true, decidesLength: true }),
  minImprovement: rate()
    .default(0)
    .describe(
      'By how much a measurement has to exceed the best before it to count as an improvement.',
    )
    .meta({ unit: 'nats', comparable: true, decidesLength: true }),
})
  .prefault({})
  .describe('When a run stops before its last step.');
