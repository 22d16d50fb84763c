import { positive, rate } from '../core/fields.ts';
import { schedules } from '../optimisers/schedules/table.ts';
import { optimisers } from '../optimisers/table.ts';
import { choice } from './choice.ts';

const schedule = choice(
  schedules,
  { default: 'constant', description: 'How all learning rates change in the course of a run.' },
  {},
)
  .prefault({})
  .describe('The schedule of the learning rates.');

/** The settings of how parameters are updated. */
export const optimiser = choice(
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
