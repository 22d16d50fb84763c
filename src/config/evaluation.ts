import { count, decay, group } from '../core/fields.ts';

/** The settings of measurements. */
export const evaluation = group({
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
