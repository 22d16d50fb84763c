import { join } from 'node:path';
import { entriesFromFile } from '../../../config/file.ts';
import { pluginFiles } from '../../../config/resolve.ts';
import { ConfigError } from '../../../core/errors.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { calibrate } from '../../../sweeps/calibrate.ts';
import { SweepDirectory } from '../../../run-files/sweep-directory.ts';
import { expandSweep } from '../../../sweeps/expand.ts';
import { SweepLaunch } from '../../../sweeps/launch.ts';
import { chooseLauncher } from '../../../sweeps/launchers/choose.ts';
import { planSweep } from '../../../sweeps/plan.ts';
import type { Plan } from '../../../sweeps/plan.ts';
import { readSweep } from '../../../sweeps/sweep-file.ts';
import { print, tell } from '../../terminal/output.ts';
import { Interruption } from '../../terminal/signals.ts';
import { showSweep } from './display.ts';
import type { SweepOptions } from './command.ts';
import { planTable, planTotals } from './plan-table.ts';

async function prepare({ file, settings }: SweepOptions) {
  if (settings.issues.length > 0) throw new ConfigError(settings.issues);
  const entries = [...entriesFromFile(file), ...settings.entries];
  const table = await loadEstimators(pluginFiles(entries));
  const { runs, name, out } = expandSweep(readSweep(entries), table);
  return { plan: planSweep(new SweepDirectory(join(out, name)), runs), table };
}

async function launch(plan: Plan, options: SweepOptions): Promise<void> {
  const started = await SweepLaunch.prepare(
    plan,
    chooseLauncher(options.launcher, options),
    options,
  );
  const { launcher, pending } = started;
  const display = showSweep(plan, pending, launcher.atOnce);
  const interruption = new Interruption();
  interruption.hooks = {
    restore: () => {
      launcher.kill();
      display.stop();
    },
    // The runs say it themselves.
    say: () => undefined,
  };
  try {
    const said = await started.run(display, interruption.signal);
    display.stop();
    tell(`${said}\n`);
  } finally {
    display.stop();
    interruption.release();
  }
}

async function dryRun(
  { plan, table }: Awaited<ReturnType<typeof prepare>>,
  options: SweepOptions,
): Promise<void> {
  const seconds = options.calibration
    ? await calibrate(plan, table, ({ kind, kinds, run }) => {
        process.stderr.write(`Timing ${kind} of ${kinds}: ${run.directory}\n`);
      })
    : undefined;
  const { atOnce } = await chooseLauncher(options.launcher, options).create(plan);
  await print(`${planTable(plan, seconds)}\n\n${planTotals(plan, atOnce, seconds)}\n`);
}

/**
 * Runs the sweep that a file describes, or what is missing of it.
 *
 * @throws SweepFailedError, SweepInterruptedError, and what is wrong with the sweep before any of it
 *   was started.
 */
export async function sweep(options: SweepOptions): Promise<void> {
  const prepared = await prepare(options);
  if (options.dryRun) await dryRun(prepared, options);
  else await launch(prepared.plan, options);
}
