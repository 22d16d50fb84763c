import { z } from 'zod';
import { numberText } from '../../../core/text-fields.ts';
import { foldersOperand, viewOptions } from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { option } from '../../options/fields.ts';

export const watchCommand = {
  name: 'watch',
  summary: 'serve the report on this machine while runs are in progress',
  options: z.object({
    folders: foldersOperand,
    port: option(
      '--port <number>',
      'port on 127.0.0.1',
      numberText({
        is: (value) => Number.isInteger(value) && value >= 0 && value < 65_536,
        says: 'a port, 0 to 65535; 0 takes any that is free',
      }).default(8321),
    ),
    interval: option(
      '--interval <seconds>',
      'time between two looks at the files',
      numberText({
        is: (value) => value >= 0.1,
        says: 'a number of seconds, at least 0.1',
      }).default(2),
    ),
    ...viewOptions,
  }),
  help: `The page is the report of the folders as they are; it follows what is written. Nobody but this machine can
reach it; from elsewhere, forward the port: ssh -L 8321:127.0.0.1:8321 <machine>.

Examples:
  vae-bench watch results/figure1-short
  vae-bench watch results --port 0 --interval 10
  vae-bench watch results/mnist results/fashion`,
};

export type WatchOptions = OptionsOf<typeof watchCommand>;
