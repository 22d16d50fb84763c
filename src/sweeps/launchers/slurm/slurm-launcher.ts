import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlurmError } from '../../../core/sweep-errors.ts';
import { makeFolder } from '../../../core/folders.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { replaceFile } from '../../../core/durable-files.ts';
import { packageRoot } from '../../../core/package.ts';
import { shownPath } from '../../../core/text.ts';
import { threadsOf } from '../../plan.ts';
import type { Plan, PlannedRun } from '../../plan.ts';
import { readRunStatus } from '../../run-status.ts';
import type { Launch, Launcher, LauncherImplementation, Outcome } from '../contract.ts';
import { arraysOf } from './arrays.ts';
import type { TaskArray } from './arrays.ts';
import { isActive, maxArraySize, scancelOf, submit } from './commands.ts';
import type { SlurmOptions } from './options.ts';
import { slurmScript } from './script.ts';
import { addSubmission, queuedTasks, readSubmissions, statesOf } from './submissions.ts';
import type { Submissions } from './submissions.ts';

/** How often squeue may fail in a row before waiting is given up: controllers restart. */
const MAX_FAILURES = 30;

type Submission = Submissions[number];

/** Waits for the tasks of job arrays. */
class Waiting {
  readonly #plan: Plan;
  readonly #launch: Launch;
  readonly #submitted: readonly Submission[];
  readonly #left: Map<number, PlannedRun>;
  readonly #running = new Set<number>();
  /** The last state that squeue told. */
  readonly #states = new Map<number, string>();
  /** Tasks that squeue did not list as active the last time. */
  readonly #gone = new Set<number>();
  readonly #outcomes: Outcome[] = [];
  #failures = 0;

  constructor(plan: Plan, launch: Launch, submitted: readonly Submission[]) {
    this.#plan = plan;
    this.#launch = launch;
    this.#submitted = submitted;
    this.#left = new Map(launch.runs.map((run) => [run.index, run]));
  }

  async #queue(): Promise<Map<number, string> | undefined> {
    try {
      const states = new Map<number, string>();
      for (const submission of this.#submitted) {
        for (const [task, state] of await statesOf(submission)) states.set(task, state);
      }
      this.#failures = 0;
      return states;
    } catch (error) {
      this.#failures += 1;
      if (!(error instanceof SlurmError) || this.#failures >= MAX_FAILURES) throw error;
      if (this.#failures === 1) this.#launch.observer.note(`${error.message}; asking again`);
      return undefined;
    }
  }

  #end(run: PlannedRun): void {
    const { observer } = this.#launch;
    const { directory } = this.#plan;
    const { state, reason } = readRunStatus(directory.run(run.directory), Date.now(), run.config);
    const slurmState = this.#states.get(run.index) ?? 'gone from the queue';
    const { job = '', offset = 0 } =
      this.#submitted.find(({ tasks }) => tasks.includes(run.index)) ?? {};
    const log = shownPath(join(directory.slurm, `${job}_${run.index - offset}.log`));
    const outcome: Outcome =
      state === 'completed'
        ? { run, state, reason: null }
        : {
            run,
            state: state === 'running' ? 'elsewhere' : state === 'interrupted' ? state : 'failed',
            reason: `${reason ?? `is ${state}`} (Slurm: ${slurmState}; ${log})`,
          };
    this.#left.delete(run.index);
    this.#outcomes.push(outcome);
    observer.ended(outcome);
  }

  #look(states: Map<number, string>): void {
    for (const [index, run] of this.#left) {
      const state = states.get(index);
      if (state !== undefined) this.#states.set(index, state);
      if (state !== undefined && isActive(state)) {
        this.#gone.delete(index);
        if (state === 'RUNNING' && !this.#running.has(index)) {
          this.#running.add(index);
          this.#launch.observer.started(run);
        } else if (state === 'PENDING' && this.#running.delete(index)) {
          this.#launch.observer.paused(run);
        }
      } else if (this.#gone.has(index)) {
        this.#end(run);
      } else {
        // One more look: a task between two places in the queue, or a slow shared file system.
        this.#gone.add(index);
      }
    }
  }

  async outcomes(seconds: number): Promise<readonly Outcome[]> {
    const { signal } = this.#launch;
    while (this.#left.size > 0 && !signal.aborted) {
      const states = await this.#queue();
      if (states !== undefined) this.#look(states);
      if (this.#left.size === 0) break;
      await sleep(1000 * seconds, undefined, { signal }).catch(() => undefined);
    }
    return this.#outcomes;
  }
}

/** What to do when sbatch takes no more. */
function remedyFor(said: string, done: number, all: number): string {
  const limit = /MaxSubmit|SubmitLimit|AssocMax|QOSMax|job limit/i.test(said)
    ? '\nThe cluster takes no more tasks of yours for now.'
    : /array/i.test(said)
      ? '\nThe cluster takes smaller job arrays: describe the runs in several sweep files.'
      : '';
  if (done === 0) return limit;
  return (
    `${limit}\n${done} of ${all} tasks were submitted; the same command submits the others later, ` +
    'and none of them twice.'
  );
}

/** Runs a sweep as one Slurm job array, or as several where it is larger than the cluster takes. */
class SlurmLauncher implements Launcher {
  readonly waits: boolean;
  readonly atOnce: number;
  readonly #plan: Plan;
  readonly #options: SlurmOptions;
  readonly #launched: Submission[] = [];

  constructor(plan: Plan, options: SlurmOptions) {
    this.waits = options.wait;
    this.atOnce = options.throttle ?? plan.runs.length;
    this.#plan = plan;
    this.#options = options;
  }

  /** What runs the tasks is another machine: there is nothing to look for here. */
  assertRunnable(): Promise<void> {
    return Promise.resolve();
  }

  /** Writes the batch script; earlier ones stay. */
  #write({ tasks, offset }: TaskArray, throttle: number | undefined): string {
    const { directory, manifest } = this.#plan;
    makeFolder(nodeFileSystem, directory.slurm);
    const number = readSubmissions(directory).length + 1;
    const script = join(directory.slurm, `submit-${number}.sh`);
    const { line: lines, cpus = threadsOf(this.#plan), ...resources } = this.#options;
    const text = slurmScript({
      ...resources,
      lines,
      cpus,
      name: manifest.name,
      tasks,
      offset,
      throttle,
      logs: directory.slurm,
      node: process.execPath,
      executable: join(packageRoot, 'dist', 'bin.js'),
      manifest: directory.manifest,
    });
    replaceFile(nodeFileSystem, script, Buffer.from(text));
    return script;
  }

  async launch(launch: Launch): Promise<readonly Outcome[]> {
    const { runs, observer } = launch;
    if (runs.length === 0) return [];
    const tasks = runs.map(({ index }) => index);
    const arrays = arraysOf(tasks, await this.#arraySize());
    const { throttle } = this.#options;
    // Tasks at a time are counted per array.
    const share =
      throttle === undefined ? undefined : Math.max(1, Math.floor(throttle / arrays.length));
    const submitted = this.#launched;
    for (const array of arrays) submitted.push(await this.#submit(array, share, submitted, launch));
    if (throttle !== undefined && arrays.length > 1) {
      observer.note(`--throttle ${throttle}: up to ${share} tasks of each job array at a time`);
    }
    if (!this.waits) return [];
    return new Waiting(this.#plan, launch, submitted).outcomes(this.#options.poll);
  }

  /** @throws SlurmError when the cluster has no job arrays. */
  async #arraySize(): Promise<number | undefined> {
    const size = await maxArraySize();
    if (size === undefined || size > 1) return size;
    throw new SlurmError(
      `This cluster has no job arrays (MaxArraySize is ${size}): use --launcher local in a job of its own.`,
    );
  }

  async #submit(
    array: TaskArray,
    throttle: number | undefined,
    before: readonly Submission[],
    { runs, observer }: Launch,
  ): Promise<Submission> {
    const { tasks, offset } = array;
    const script = this.#write(array, throttle);
    try {
      const job = await submit(script);
      const submission = {
        ...job,
        offset,
        script,
        tasks: [...tasks],
        submitted: new Date().toISOString(),
      };
      addSubmission(this.#plan.directory, submission);
      const place = job.cluster === undefined ? '' : ` on ${job.cluster}`;
      observer.note(
        `Slurm job ${job.job}${place}: ${tasks.length} tasks, script ${shownPath(script)}`,
      );
      return submission;
    } catch (error) {
      if (!(error instanceof SlurmError)) throw error;
      const done = before.reduce((sum, one) => sum + one.tasks.length, 0);
      throw new SlurmError(`${error.message}${remedyFor(error.message, done, runs.length)}`, {
        cause: error,
      });
    }
  }

  /** Slurm keeps what it has. */
  kill(): void {
    return undefined;
  }

  afterInterruption(): string {
    const stop = scancelOf(this.#launched);
    return `Slurm continues with the others. \`${stop}\` stops them.`;
  }
}

export const implementation: LauncherImplementation<SlurmOptions> = {
  create: (plan, options) => new SlurmLauncher(plan, options),
  handedOver: async (directory) => {
    const queued = await queuedTasks(directory);
    if (queued.size === 0) return undefined;
    const jobs = [...new Set(queued.values())];
    const named = [...new Set(jobs.map(({ job }) => job))];
    return {
      tasks: new Set(queued.keys()),
      where: `in Slurm (job ${named.join(', ')})`,
      stop: scancelOf(jobs),
    };
  },
};
