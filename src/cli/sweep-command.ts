import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { entriesFromSet, resolveFiles } from '../config/entries.ts';
import type { Entry } from '../config/entries.ts';
import { entriesFromFile } from '../config/file.ts';
import { parseValue } from '../config/flags.ts';
import { pluginFiles } from '../config/resolve.ts';
import {
  ConfigError,
  SlurmError,
  SweepDirectoryError,
  SweepFailedError,
  SweepInterruptedError,
} from '../core/errors.ts';
import type { RunFailure } from '../core/errors.ts';
import { shownPath } from '../core/text.ts';
import { loadEstimators } from '../estimators/plugins.ts';
import { calibrate } from '../sweeps/calibrate.ts';
import { SweepDirectory } from '../sweeps/directory.ts';
import { expandSweep } from '../sweeps/expand.ts';
import type { Launcher, Outcome } from '../sweeps/launcher.ts';
import { LocalLauncher } from '../sweeps/local-launcher.ts';
import { isWritten, writeManifest } from '../sweeps/manifest.ts';
import { assertBackends, pendingRuns, planSweep } from '../sweeps/plan.ts';
import type { Plan, PlannedRun } from '../sweeps/plan.ts';
import { SlurmLauncher } from '../sweeps/slurm/slurm-launcher.ts';
import { queuedTasks, readSubmissions } from '../sweeps/slurm/submissions.ts';
import { readSweep } from '../sweeps/sweep-file.ts';
import { Interruption } from './signals.ts';
import { showSweep } from './sweep-display.ts';
import { parseSweepOptions } from './sweep-options.ts';
import type { SweepOptions } from './sweep-options.ts';
import { planTable, planTotals } from './sweep-plan-table.ts';

/** Seconds between two looks at Slurm's queue. */
const USUAL_POLL = 15;

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

const threadsOf = ({ runs }: Plan): number =>
  Math.max(...runs.map(({ config }) => config.backend.threads ?? 1));

/** As many runs at a time as the cores have room for. */
const defaultJobs = (plan: Plan): number =>
  Math.max(1, Math.floor(availableParallelism() / threadsOf(plan)));

const countOf = (plan: Plan, state: string): number =>
  plan.runs.filter(({ status }) => status.state === state).length;

/** What is not complete after a launch, with the runs that had failed before and were left alone. */
function failuresOf(
  plan: Plan,
  pending: readonly PlannedRun[],
  outcomes: readonly Outcome[],
): RunFailure[] {
  const before = plan.runs
    .filter((run) => run.status.state === 'failed' && !pending.includes(run))
    .map(({ directory, status }) => ({
      run: directory,
      reason: `failed before: ${status.reason ?? 'unknown reason'}`,
    }));
  const now = outcomes
    .filter(({ state }) => state !== 'completed')
    .map(({ run, state, reason }) => ({
      run: run.directory,
      reason: state === 'interrupted' ? (reason ?? 'interrupted') : (reason ?? 'failed'),
    }));
  const ended = new Set(outcomes.map(({ run }) => run));
  const never = pending
    .filter((run) => !ended.has(run))
    .map(({ directory }) => ({ run: directory, reason: 'not started' }));
  return [...before, ...now, ...never];
}

function report(plan: Plan, failures: readonly RunFailure[], queued: number): void {
  const total = plan.runs.length;
  const folder = shownPath(plan.directory.path);
  const remedy =
    `\`vae-bench status ${folder}\` shows all runs. The same command goes on with those that were ` +
    'stopped; --retry-failed starts those that failed again.';
  if (failures.length > 0) throw new SweepFailedError(failures, total, remedy);
  const elsewhere = Math.max(countOf(plan, 'running'), queued);
  const note = elsewhere === 0 ? '' : `; ${elsewhere} wait or run elsewhere`;
  process.stdout.write(
    `${total - elsewhere} of ${total} runs complete${note}\nResults in ${folder}\n`,
  );
}

/** Numbers of the tasks that wait or run in Slurm; those must keep their meaning. */
async function inSlurm(plan: Plan, { launcher }: SweepOptions): Promise<ReadonlySet<number>> {
  let queued: ReadonlyMap<number, string>;
  try {
    queued = await queuedTasks(plan.directory);
  } catch (error) {
    // Results may be worked on where there is no Slurm.
    if (launcher === 'local' && error instanceof SlurmError) return new Set();
    throw error;
  }
  const jobs = [...new Set(queued.values())].join(', ');
  if (queued.size > 0 && !isWritten(plan.directory, plan.manifest)) {
    throw new SweepDirectoryError(
      shownPath(plan.directory.path),
      `holds a sweep with ${queued.size} tasks in Slurm (job ${jobs}), and this one has other runs`,
      `Wait until they have ended, \`scancel ${jobs}\`, or give this one another name.`,
    );
  }
  return new Set(queued.keys());
}

/** A launcher, and how to end what it started at once. */
interface Choice {
  readonly launcher: Launcher;
  /** Runs at a time. */
  readonly jobs: number;
  readonly kill: () => void;
}

function localChoice(plan: Plan, options: SweepOptions): Choice {
  const { failFast, jobs = defaultJobs(plan) } = options;
  const launcher = new LocalLauncher({ jobs, failFast });
  return {
    launcher,
    jobs,
    kill: () => {
      launcher.kill();
    },
  };
}

function slurmChoice(plan: Plan, options: SweepOptions): Choice {
  const { partition, account, time, memory, throttle, line, wait, poll = USUAL_POLL } = options;
  const resources = {
    ...(partition !== undefined && { partition }),
    ...(account !== undefined && { account }),
    ...(time !== undefined && { time }),
    ...(memory !== undefined && { memory }),
    ...(throttle !== undefined && { throttle }),
    cpus: options.cpus ?? threadsOf(plan),
    lines: line,
  };
  return {
    launcher: new SlurmLauncher({ resources, poll: wait ? poll : null }),
    jobs: throttle ?? plan.runs.length,
    kill: () => undefined,
  };
}

function interrupted(plan: Plan, failures: number, options: SweepOptions, signal: string): Error {
  const done = plan.runs.length - failures - countOf(plan, 'running');
  const complete = `${done} of ${plan.runs.length} runs are complete`;
  const job = readSubmissions(plan.directory).at(-1)?.job ?? '';
  return new SweepInterruptedError(
    signal,
    options.launcher === 'slurm'
      ? `${complete}; Slurm goes on with the others. \`scancel ${job}\` stops them.`
      : `${complete}; the same command goes on with the others.`,
  );
}

async function launch(plan: Plan, options: SweepOptions): Promise<void> {
  const local = options.launcher === 'local';
  const queued = await inSlurm(plan, options);
  const pending = pendingRuns(plan, options).filter(({ index }) => !queued.has(index));
  if (local) await assertBackends(pending);
  writeManifest(plan.directory, plan.manifest);
  const { launcher, jobs, kill } = local ? localChoice(plan, options) : slurmChoice(plan, options);
  const display = showSweep(plan, pending, jobs);
  const interruption = new Interruption();
  interruption.hooks = {
    restore: () => {
      kill();
      display.stop();
    },
    // The runs say it themselves.
    say: () => undefined,
  };
  try {
    const { signal } = interruption;
    const outcomes = await launcher.launch({ plan, runs: pending, observer: display, signal });
    display.stop();
    const folder = shownPath(plan.directory.path);
    if (!local && !options.wait && pending.length > 0) {
      process.stdout.write(`\`vae-bench status ${folder} --watch\` shows how they go on.\n`);
      return;
    }
    const failures = failuresOf(plan, pending, outcomes);
    if (signal.aborted) {
      throw interrupted(plan, failures.length, options, String(signal.reason));
    }
    report(plan, failures, queued.size);
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
  const jobs = options.jobs ?? defaultJobs(plan);
  process.stdout.write(`${planTable(plan, seconds)}\n\n${planTotals(plan, jobs, seconds)}\n`);
}

/**
 * Runs the sweep that a file describes, or what is missing of it.
 *
 * @throws SweepFailedError, SweepInterruptedError, and what is wrong with the sweep before any of it
 *   was started.
 */
export async function sweepCommand(file: string, raw: object): Promise<void> {
  const options = parseSweepOptions(raw);
  const prepared = await prepare(file, options);
  if (options.dryRun) {
    await dryRun(prepared, options);
    return;
  }
  await launch(prepared.plan, options);
}
