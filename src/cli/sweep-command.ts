import { join } from 'node:path';
import { entriesFromSet, resolveFiles } from '../config/entries.ts';
import type { Entry } from '../config/entries.ts';
import { entriesFromFile } from '../config/file.ts';
import { parseValue } from '../config/flags.ts';
import { pluginFiles } from '../config/resolve.ts';
import { ConfigError } from '../core/errors.ts';
import { loadEstimators } from '../estimators/plugins.ts';
import { SweepDirectory } from '../run-files/sweep-directory.ts';
import { calibrate } from '../sweeps/calibrate.ts';
import { expandSweep } from '../sweeps/expand.ts';
import { SweepLaunch } from '../sweeps/launch.ts';
import { planSweep } from '../sweeps/plan.ts';
import type { Plan } from '../sweeps/plan.ts';
import { readSweep } from '../sweeps/sweep-file.ts';
import { Interruption } from './signals.ts';
import { showSweep } from './sweep-display.ts';
import { parseSweepOptions } from './sweep-options.ts';
import type { SweepOptions } from './sweep-options.ts';
import { planTable, planTotals } from './sweep-plan-table.ts';

/** Entries of --set and --out, after those of the file. */
function entriesOfFlags({ set, out }: SweepOptions): Entry[] {
  const sets = set.flatMap((argument) => {
    const origin = `--set ${argument}`;
    try {
      return entriesFromSet(argument, parseValue).map((entry) =>
        resolveFiles(entry, process.cwd()),
      );
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new ConfigError([{ path: '', origin, message }], { cause: error });
    }
  });
  return out === undefined ? sets : [...sets, { path: ['out'], value: out, origin: '--out' }];
}

async function prepare(file: string, options: SweepOptions) {
  const entries = [...entriesFromFile(file), ...entriesOfFlags(options)];
  const table = await loadEstimators(pluginFiles(entries));
  const sweep = readSweep(entries);
  const { runs, name, out } = expandSweep(sweep, table);
  return { plan: planSweep(new SweepDirectory(join(out, name)), runs), table };
}

async function launch(plan: Plan, options: SweepOptions): Promise<void> {
  const sweep = await SweepLaunch.prepare(plan, options.launcher, options);
  const { launcher, pending } = sweep;
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
    const said = await sweep.run(display, interruption.signal);
    display.stop();
    process.stdout.write(`${said}\n`);
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
  const { atOnce } = await options.launcher.create(plan);
  process.stdout.write(`${planTable(plan, seconds)}\n\n${planTotals(plan, atOnce, seconds)}\n`);
}

/**
 * Runs the sweep that a file describes, or what is missing of it.
 *
 * @throws SweepFailedError, SweepInterruptedError, and what is wrong with the sweep before any of it
 *   was started.
 */
export async function sweepCommand(
  file: string,
  raw: Readonly<Record<string, unknown>>,
): Promise<void> {
  const options = parseSweepOptions(raw);
  const prepared = await prepare(file, options);
  if (options.dryRun) {
    await dryRun(prepared, options);
    return;
  }
  await launch(prepared.plan, options);
}
