import { z } from 'zod';
import { group, rate } from '../core/fields.ts';

/** The settings of the command at the end of a run or sweep. */
export const onFinish = group({
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
