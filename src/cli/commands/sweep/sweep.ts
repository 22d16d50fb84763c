import { join } from 'node:path';
import type { Entry } from '../../../config/entries.ts';
import { entriesFromFile } from '../../../config/file.ts';
import { pluginFiles } from '../../../config/resolve.ts';
import { ConfigError, UsageError } from '../../../core/errors.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { calibrate } from '../../../sweeps/calibrate.ts';
import { SweepDirectory } from '../../../run-files/sweep-directory.ts';
import { expandSweep } from '../../../sweeps/expand.ts';
import { finishSweep } from '../../../sweeps/finish.ts';
import { keptNotices } from '../../../sweeps/kept-notices.ts';
import { SweepLaunch } from '../../../sweeps/launch.ts';
import { chooseLauncher } from '../../../sweeps/launchers/choose.ts';
import { planSweep } from '../../../sweeps/plan.ts';
import type { Plan } from '../../../sweeps/plan.ts';
import { readSweep } from '../../../sweeps/sweep-file.ts';
import { print, tell, warn } from '../../terminal/output.ts';
import { Interruption } from '../../terminal/signals.ts';
import { showSweep } from './display.ts';
import type { SweepOptions } from './command.ts';
import { planTable, planTotals } from './plan-table.ts';

async function prepare({ file, settings, onRunFinish }: SweepOptions) {
  if (settings.issues.length > 0) throw new ConfigError(settings.issues);
  const origin = '--on-run-finish';
  const entries: Entry[] = [
    ...entriesFromFile(file),
    ...settings.entries,
    ...(onRunFinish === undefined
      ? []
      : [{ path: ['onFinish', 'command'], value: onRunFinish, origin }]),
  ];
  const table = await loadEstimators(pluginFiles(entries));
  const { runs, name, out } = expandSweep(readSweep(entries), table);
  return { plan: planSweep(new SweepDirectory(join(out, name)), runs), table };
}

async function launch(plan: Plan, options: SweepOptions): Promise<void> {
  const choice = chooseLauncher(options.launcher, options);
  const { waits } = await choice.create(plan);
  if (options.onFinish !== undefined && !waits) {
    throw new UsageError(
      `--on-finish has no meaning where nobody waits for the end of the sweep. With --launcher ` +
        `${options.launcher}, add --wait, or use --on-run-finish, which each run does by itself.`,
    );
  }
  const started = await SweepLaunch.prepare(plan, choice, options);
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
  const finish = async (error?: unknown): Promise<void> => {
    display.stop();
    // Where nothing was to be done, nothing has ended.
    if (options.onFinish === undefined || pending.length === 0) return;
    const print = (line: string) => {
      warn(`${line}\n`);
    };
    const { signal } = interruption;
    await finishSweep({ plan, command: options.onFinish, error, signal, print });
  };
  try {
    const said = await started.run(display, interruption.signal).catch(async (error: unknown) => {
      await finish(error);
      throw error;
    });
    await finish();
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
        warn(`Timing ${kind} of ${kinds}: ${run.directory}\n`);
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
  for (const notice of keptNotices(prepared.plan)) warn(`${notice}\n`);
  if (options.dryRun) await dryRun(prepared, options);
  else await launch(prepared.plan, options);
}
