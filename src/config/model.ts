import { models } from '../models/table.ts';
import { choice } from './choice.ts';

/** The settings of the model. */
export const model = choice(
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
