import { count, group, rate } from '../core/fields.ts';
import { stepsToKeep } from './kept-steps.ts';

/** The settings of what is saved of a run, and when. */
export const checkpoint = group({
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
