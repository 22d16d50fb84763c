import { z } from 'zod';
import { launcherNames, launchers } from '../../../sweeps/launchers/table.ts';
import type { LauncherName } from '../../../sweeps/launchers/table.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { operand, option, toggle } from '../../options/fields.ts';
import { settings } from '../../options/settings.ts';

type LauncherSchemas = { [Name in LauncherName]: (typeof launchers)[Name]['options'] };

/** The options of every launcher, by its name. */
const launcherSchemas = Object.fromEntries(
  launcherNames.map((name) => {
    const { title, options } = launchers[name];
    return [name, options.meta({ heading: `${title}:`, onlyWith: ['launcher', name] })];
  }),
) as LauncherSchemas;

export const sweepCommand = {
  name: 'sweep',
  summary: 'run every run that a sweep file describes, or what is missing of them',
  options: z.object({
    file: operand('<file>', z.string()),
    settings: settings(['out', 'tags', 'note']),
    dryRun: option('--dry-run', 'print the runs with their cost, and stop', toggle()),
    calibration: option(
      '--no-calibration',
      'with --dry-run: do not time anything',
      z.boolean().default(true),
    ),
    launcher: option(
      '--launcher <name>',
      launcherNames.map((name) => `${name}: ${launchers[name].summary}`).join('; '),
      z.enum(launcherNames).default(launcherNames[0]),
    ),
    onFinish: option(
      '--on-finish <command>',
      'shell command that runs when the sweep has ended, however it ended',
      z.string().optional(),
    ),
    onRunFinish: option(
      '--on-run-finish <command>',
      'shell command that runs when a run has ended; as `onFinish.command` in the file',
      z.string().optional(),
    ),
    retryFailed: option('--retry-failed', 'start runs that failed again', toggle()),
    ...launcherSchemas,
  }),
  help: `Running the same sweep again runs only what is missing.
Exit codes: 0 all runs are complete, 2 nothing was started, 3 some runs are not complete, 130 and 143
interrupted, after the runs had stopped; 129 by SIGHUP, 75 by SIGUSR1 or SIGUSR2.

Examples:
  vae-bench sweep configs/figure1.json --dry-run
${Object.values(launchers)
  .map(({ example }) => `  vae-bench sweep configs/figure1.json ${example}`)
  .join('\n')}`,
};

export type SweepOptions = OptionsOf<typeof sweepCommand>;
