import { z } from 'zod';
import { wholeNumberText } from '../../../core/text-fields.ts';

export const localOptions = z.object({
  jobs: wholeNumberText(1)
    .optional()
    .describe('runs at a time (default: as many as there are cores)')
    .meta({ flag: '--jobs <number>' }),
  failFast: z
    .boolean()
    .default(false)
    .describe('stop the others when a run fails')
    .meta({ flag: '--fail-fast' }),
});

export type LocalOptions = z.output<typeof localOptions>;
