import { z } from 'zod';
import type { OptionsOf } from '../../options/declare.ts';
import { option, toggle } from '../../options/fields.ts';
import { settings } from '../../options/settings.ts';

/** What vae-bench does without the name of a command. */
export const trainCommand = {
  name: 'train',
  summary:
    'Train a categorical VAE with a gradient estimator of your choice; writes train ELBO, test ' +
    'bound and gradient variance as CSV.',
  options: z.object({
    config: option(
      '--config <file>',
      'JSON configuration file (default: the packaged quick.json)',
      z.string().optional(),
    ),
    settings: settings(),
    printConfig: option(
      '--print-config',
      'print every value of the configuration with its origin, and stop',
      toggle(),
    ),
    force: option('--force', 'start over, replacing what the run directory holds', toggle()),
  }),
  help: `Examples:
  vae-bench --estimator ars+ --categories 5
  vae-bench --estimator reinforce-loo --categories 10 --samples arsm --seeds 0-4
  vae-bench --config configs/figure1-c10.json --estimator arsm+ --print-config
  vae-bench --set evaluation.testImages=1000 --steps 2000 --name trial
  vae-bench --plugin ./my-estimator.mjs --estimator my-estimator
  vae-bench sweep configs/figure1-short.json --jobs 2

The same command again resumes a run that was stopped, and skips one that is complete.

Exit codes: 0 done, 1 a run failed, 2 wrong usage, configuration or data, 3 part of a sweep failed;
stopped with a checkpoint: 130 by SIGINT, 143 by SIGTERM, 129 by SIGHUP, 75 by SIGUSR1 or SIGUSR2 (start the
same command again).`,
};

export type TrainOptions = OptionsOf<typeof trainCommand>;
