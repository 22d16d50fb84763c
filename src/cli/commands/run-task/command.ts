import { z } from 'zod';
import type { OptionsOf } from '../../options/declare.ts';
import { operand } from '../../options/fields.ts';

/** What a sweep starts for each of its runs. */
export const runTaskCommand = {
  name: 'run-task',
  summary: 'run one run of a sweep: its number in sweep.json',
  options: z.object({
    /** Path of sweep.json. */
    manifest: operand('<manifest>', z.string()),
    /** The run's place in it. */
    index: operand('<index>', z.string()),
    /** The run's folder, as the manifest names it, for those who know which run they start. */
    run: operand('[run]', z.string().optional()),
  }),
  hidden: true,
};

export type RunTaskOptions = OptionsOf<typeof runTaskCommand>;
