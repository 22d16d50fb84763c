import {
  SweepDirectoryError,
  SweepFailedError,
  SweepInterruptedError,
} from '../core/sweep-errors.ts';
import { VaeBenchError } from '../core/errors.ts';
import type { RunFailure } from '../core/sweep-errors.ts';
import { livenessOf } from '../run-files/liveness.ts';
import type { Liveness } from '../run-files/liveness.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { shownPath } from '../core/text.ts';
import { implementationOf } from './launchers/choose.ts';
import type { LauncherChoice } from './launchers/choose.ts';
import type { Launcher, LaunchObserver, Outcome } from './launchers/contract.ts';
import { launcherNames } from './launchers/table.ts';
import type { LauncherName } from './launchers/table.ts';
import { assertWritable, isWritten, writeManifest } from './manifest.ts';
import { pendingRuns } from './plan.ts';
import { hasCompleted, readRunStatus } from './run-status.ts';
import type { Plan, PlannedRun } from './plan.ts';

/** What to do about a run that another process works on. */
const remedies = ({ lock }: RunDirectory): Partial<Record<Liveness['state'], string>> => ({
  alive: '; when it has ended, the same command completes what it leaves',
  heard: `; if it is gone, remove ${lock}`,
});

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
    .filter(({ state }) => state !== 'completed' && state !== 'elsewhere')
    .map(({ run, state, reason }) => ({ run: run.directory, reason: reason ?? state }));
  const ended = new Set(outcomes.map(({ run }) => run));
  const never = pending
    .filter((run) => !ended.has(run))
    .map(({ directory }) => ({ run: directory, reason: 'not started' }));
  return [...before, ...now, ...never];
}

/**
 * Places in the manifest of the runs that earlier launches handed over, and that still wait or run; those
 * numbers must keep their meaning.
 */
async function handedOver(plan: Plan, chosen: LauncherName): Promise<ReadonlySet<number>> {
  const all = new Set<number>();
  for (const name of launcherNames) {
    const there = await (
      await implementationOf(name)
    )
      .handedOver(plan.directory)
      .catch((error: unknown) => {
        // Results may be worked on where another launcher does not exist.
        if (name !== chosen && error instanceof VaeBenchError) return undefined;
        throw error;
      });
    if (there === undefined) continue;
    if (!isWritten(plan.directory, plan.manifest)) {
      throw new SweepDirectoryError(
        shownPath(plan.directory.path),
        `holds a sweep with ${there.tasks.size} tasks ${there.where}, and this one has other runs`,
        `Wait until they have ended, \`${there.stop}\`, or give this one another name.`,
      );
    }
    for (const task of there.tasks) all.add(task);
  }
  return all;
}

/** The start of what is missing of a sweep. */
export class SweepLaunch {
  readonly launcher: Launcher;
  /** The runs that are to be started. */
  readonly pending: readonly PlannedRun[];
  readonly #plan: Plan;
  /** Runs that an earlier launch has handed over, and that still wait or run. */
  readonly #queued: number;

  private constructor(
    plan: Plan,
    launcher: Launcher,
    pending: readonly PlannedRun[],
    queued: number,
  ) {
    this.launcher = launcher;
    this.pending = pending;
    this.#plan = plan;
    this.#queued = queued;
  }

  /**
   * Finds out what is to be started, and writes the manifest.
   *
   * @throws SweepDirectoryError, and what the launcher misses; nothing was written then.
   */
  static async prepare(
    plan: Plan,
    { name, create }: LauncherChoice,
    options: { readonly retryFailed: boolean },
  ): Promise<SweepLaunch> {
    const queued = await handedOver(plan, name);
    const pending = pendingRuns(plan, options).filter(({ index }) => !queued.has(index));
    const launcher = await create(plan);
    await launcher.assertRunnable(pending);
    writeManifest(plan.directory, plan.manifest);
    if (pending.length > 0) assertWritable(plan.directory);
    return new SweepLaunch(plan, launcher, pending, queued.size);
  }

  /** Lines on the runs that were left to other processes, and that are not complete yet. */
  #leftTo(outcomes: readonly Outcome[]): string[] {
    const { directory, runs } = this.#plan;
    const met = outcomes.filter(({ state }) => state === 'elsewhere').map(({ run }) => run);
    const left = runs.filter((run) => run.status.state === 'running' || met.includes(run));
    const now = Date.now();
    return left.flatMap((run) => {
      const folder = directory.run(run.directory);
      const status = readRunStatus(folder, now, run.config);
      if (hasCompleted(status)) return [];
      const { state, evidence } = livenessOf(folder, now);
      const known = status.state === 'running' ? evidence : `${status.state} meanwhile`;
      const { [state]: remedy = '' } = remedies(folder);
      return [`  ${run.directory}: ${known}${remedy}`];
    });
  }

  /**
   * Runs what is missing.
   *
   * @returns what there is to say at the end, in lines.
   * @throws SweepFailedError, SweepInterruptedError.
   */
  async run(observer: LaunchObserver, signal: AbortSignal): Promise<string> {
    const { launcher, pending } = this;
    const outcomes = await launcher.launch({ runs: pending, observer, signal });
    const folder = shownPath(this.#plan.directory.path);
    if (!launcher.waits && pending.length > 0) {
      return `\`vae-bench status ${folder} --watch\` shows their progress.`;
    }
    const failures = failuresOf(this.#plan, pending, outcomes);
    const { length: total } = this.#plan.runs;
    if (signal.aborted) {
      const done = total - failures.length - this.#leftTo(outcomes).length;
      const state = `${done} of ${total} runs are complete; ${launcher.afterInterruption()}`;
      throw new SweepInterruptedError(String(signal.reason), state);
    }
    if (failures.length > 0) {
      const remedy =
        `\`vae-bench status ${folder}\` shows all runs. The same command resumes those that were ` +
        'stopped; --retry-failed also starts those again that failed.';
      throw new SweepFailedError(failures, total, remedy);
    }
    const left = this.#leftTo(outcomes);
    const elsewhere = Math.max(left.length, this.#queued);
    const note = elsewhere === 0 ? '' : `; ${elsewhere} wait or run elsewhere`;
    return [
      `${total - elsewhere} of ${total} runs complete${note}`,
      ...left,
      `Results in ${folder}`,
    ].join('\n');
  }
}
