import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../../../core/errors.ts';
import { codeOfStop, isStopCode } from '../../../core/stop-signals.ts';
import type { StopSignal } from '../../../core/stop-signals.ts';
import { packageRoot } from '../../../core/package.ts';
import { makeFolder } from '../../../core/folders.ts';
import { nodeFileSystem, onFile } from '../../../core/file-system.ts';
import { livenessOf } from '../../../run-files/liveness.ts';
import type { RunDirectory } from '../../../run-files/run-directory.ts';
import { readTask } from '../../../run-files/task-record.ts';
import { assertBackends, threadsOf } from '../../plan.ts';
import type { Plan, PlannedRun } from '../../plan.ts';
import { hasCompleted, readRunStatus } from '../../run-status.ts';
import { endTask } from '../../task-keeper.ts';
import type { Launch, Launcher, LauncherImplementation, Outcome } from '../contract.ts';
import { GpuTurns } from './gpu-turns.ts';
import type { LocalOptions } from './options.ts';

/** How a child process ended. */
interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const executable = join(packageRoot, 'dist', 'bin.js');

function ended(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
}

/** What a child is known by. */
interface Started {
  readonly pid: number;
  /** Bytes of the run's output that were there before it. */
  readonly before: number;
}

/** The last line that was added to a text file and is not empty; undefined when there is none. */
function lastLine(file: string, before: number): string | undefined {
  try {
    const text = readFileSync(file).subarray(before).toString();
    const line = text.trimEnd().split('\n').at(-1)?.trim();
    return line === '' ? undefined : line;
  } catch {
    return undefined;
  }
}

/** Why a child failed that ended as if all were well; somebody's code in it ended the process. */
const NOT_COMPLETE =
  'its process ended with code 0, and its files do not say that the run is complete';

/** Why a child that was not asked to stop did not complete its run. */
function reasonFor(run: RunDirectory, { pid, before }: Started, { code, signal }: End): string {
  if (signal === 'SIGKILL') return 'killed by SIGKILL, perhaps out of memory';
  if (signal !== null) return `killed by ${signal}`;
  const { value: task } = readTask(run.task);
  const told = task?.pid === pid ? task.reason : null;
  if (told !== null) return told;
  if (code === 0) return NOT_COMPLETE;
  return lastLine(run.output, before) ?? `exit code ${String(code)}`;
}

/** One launch: a queue of runs and the children that work on it. */
class LocalLaunch {
  readonly #plan: Plan;
  readonly #launch: Launch;
  readonly #failFast: boolean;
  readonly #queue: PlannedRun[];
  readonly #children: Set<ChildProcess>;
  readonly #outcomes: Outcome[] = [];
  /** The signal that was passed on to the children. */
  #stopped: StopSignal | undefined;

  constructor(plan: Plan, launch: Launch, failFast: boolean, children: Set<ChildProcess>) {
    this.#plan = plan;
    this.#launch = launch;
    this.#failFast = failFast;
    this.#queue = [...launch.runs];
    this.#children = children;
  }

  /** Starts nothing more and tells every child once: a second signal would cost it its checkpoint. */
  #stop(signal: StopSignal): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = signal;
    for (const child of this.#children) child.kill(signal);
  }

  /** @param job - the number of the worker, from 0. */
  async #run(run: PlannedRun, job: number, turns: GpuTurns): Promise<void> {
    const { observer } = this.#launch;
    const { directory } = this.#plan;
    const folder = directory.run(run.directory);
    makeFolder(nodeFileSystem, folder.path);
    const output = onFile(folder.output, 'written', () => openSync(folder.output, 'a'));
    const before = fstatSync(output).size;
    const task = ['run-task', directory.manifest, String(run.index), run.directory];
    const child = fork(executable, task, {
      // A process group of its own: a terminal's ^C must not reach it besides the signal it is sent.
      detached: true,
      execArgv: [],
      env: { ...process.env, ...turns.envOf(run, job, folder.record) },
      // The channel tells the child when this process is gone.
      stdio: ['ignore', output, output, 'ipc'],
    });
    this.#children.add(child);
    closeSync(output);
    observer.started(run);
    const end = await ended(child);
    this.#children.delete(child);
    const { pid = 0 } = child;
    if (end.code === ExitCode.requeue && this.#stopped === undefined) {
      observer.paused(run);
      this.#queue.push(run);
      return;
    }
    const outcome = this.#outcome(run, folder, { pid, before }, end);
    this.#outcomes.push(outcome);
    observer.ended(outcome);
    if (outcome.state === 'failed' && this.#failFast) this.#stop('SIGTERM');
  }

  #outcome(run: PlannedRun, folder: RunDirectory, started: Started, end: End): Outcome {
    const { pid } = started;
    if (end.code === ExitCode.busy) {
      return { run, state: 'elsewhere', reason: livenessOf(folder, Date.now()).evidence };
    }
    if (end.code === 0 && hasCompleted(readRunStatus(folder, Date.now()))) {
      return { run, state: 'completed', reason: null };
    }
    // A signal may come before the child can handle it.
    const early = this.#stopped !== undefined && end.signal === this.#stopped;
    const state = early || isStopCode(end.code) ? 'interrupted' : 'failed';
    const reason = early ? `stopped by ${this.#stopped}` : reasonFor(folder, started, end);
    if (end.code === 0) endTask(folder, pid, { exit_code: 0, signal: null, reason });
    if (end.signal !== null) {
      endTask(folder, pid, {
        exit_code: early ? codeOfStop(end.signal) : null,
        signal: early ? null : end.signal,
        reason,
      });
    }
    return { run, state, reason };
  }

  async #work(job: number, turns: GpuTurns): Promise<void> {
    for (;;) {
      const run = this.#stopped === undefined ? this.#queue.shift() : undefined;
      if (run === undefined) return;
      await this.#run(run, job, turns);
    }
  }

  async outcomes(jobs: number): Promise<readonly Outcome[]> {
    const { signal, runs } = this.#launch;
    const onAbort = (): void => {
      this.#stop(signal.reason as StopSignal);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const turns = await GpuTurns.among(runs);
      const workers = Array.from({ length: Math.min(jobs, runs.length) }, (_, job) => job);
      await Promise.all(workers.map((job) => this.#work(job, turns)));
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    return this.#outcomes;
  }
}

/** As many runs at a time as the cores have room for. */
const defaultJobs = (plan: Plan): number =>
  Math.max(1, Math.floor(availableParallelism() / threadsOf(plan)));

/** Runs a sweep on this machine, each run in a process of its own. */
class LocalLauncher implements Launcher {
  readonly waits = true;
  readonly atOnce: number;
  readonly #plan: Plan;
  readonly #failFast: boolean;
  readonly #children = new Set<ChildProcess>();

  constructor(plan: Plan, { jobs = defaultJobs(plan), failFast }: LocalOptions) {
    this.atOnce = jobs;
    this.#plan = plan;
    this.#failFast = failFast;
  }

  assertRunnable(runs: readonly PlannedRun[]): Promise<void> {
    return assertBackends(runs);
  }

  launch(launch: Launch): Promise<readonly Outcome[]> {
    const started = new LocalLaunch(this.#plan, launch, this.#failFast, this.#children);
    return started.outcomes(this.atOnce);
  }

  /** The runs are children of this process. */
  kill(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  afterInterruption(): string {
    return 'the same command resumes the others.';
  }
}

export const implementation: LauncherImplementation<LocalOptions> = {
  create: (plan, options) => new LocalLauncher(plan, options),
  // Its runs end with the sweep.
  handedOver: () => Promise.resolve(undefined),
};
