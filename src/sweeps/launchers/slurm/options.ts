import { z } from 'zod';
import { numberText, wholeNumberText, word } from '../../../core/text-fields.ts';

/** What the user decides about the jobs; everything else is left to the cluster's defaults. */
export const slurmOptions = z.object({
  partition: word()
    .optional()
    .describe('partition of the jobs')
    .meta({ flag: '--partition <name>' }),
  account: word()
    .optional()
    .describe('account that the jobs are charged to')
    .meta({ flag: '--account <name>' }),
  time: word()
    .optional()
    .describe('time limit of one task, such as 24:00:00; a run that needs more is resumed')
    .meta({ flag: '--time <limit>' }),
  memory: word()
    .optional()
    .describe('memory of one task, such as 2G')
    .meta({ flag: '--memory <size>' }),
  cpus: wholeNumberText(1)
    .optional()
    .describe('cores of one task (default: as many as a run has threads)')
    .meta({ flag: '--cpus <number>' }),
  gpusPerTask: wholeNumberText(1)
    .optional()
    .describe('GPUs of one task (default: none is asked for)')
    .meta({ flag: '--gpus-per-task <number>' }),
  throttle: wholeNumberText(1)
    .optional()
    .describe('tasks at a time')
    .meta({ flag: '--throttle <number>' }),
  line: z
    .array(z.string())
    .default([])
    .describe(
      'a further line of the batch script, such as "#SBATCH --gres=gpu:1" or "module load nodejs"; repeatable',
    )
    .meta({ flag: '--line <text>' }),
  wait: z
    .boolean()
    .default(false)
    .describe('wait until all tasks have ended')
    .meta({ flag: '--wait' }),
  poll: numberText({ is: (value) => value > 0, says: 'a number of seconds above 0' })
    .default(15)
    .describe('with --wait: time between two looks at the queue')
    .meta({ flag: '--poll <seconds>' }),
});

export type SlurmOptions = z.output<typeof slurmOptions>;
