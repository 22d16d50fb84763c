import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlurmError } from '../../../core/errors.ts';
import { packageRoot } from '../../../core/package.ts';
import { shownPath } from '../../../core/text.ts';
import { threadsOf } from '../../plan.ts';
import type { Plan, PlannedRun } from '../../plan.ts';
import { readRunStatus } from '../../run-status.ts';
import type { Launch, Launcher, LauncherImplementation, Outcome } from '../contract.ts';
import { isActive, queue, submit } from './commands.ts';
import type { SlurmOptions } from './options.ts';
import { slurmScript } from './script.ts';
import { addSubmission, queuedTasks, readSubmissions } from './submissions.ts';

/** How often squeue may fail in a row before waiting is given up: controllers restart. */
const MAX_FAILURES = 30;

/** Waits for the tasks of one job array. */
class Waiting {
  readonly #plan: Plan;
  readonly #launch: Launch;
  readonly #job: string;
  readonly #left: Map<number, PlannedRun>;
  readonly #running = new Set<number>();
  /** The last state that squeue told. */
  readonly #states = new Map<number, string>();
  /** Tasks that squeue did not list as active the last time. */
  readonly #gone = new Set<number>();
  readonly #outcomes: Outcome[] = [];
  #failures = 0;

  constructor(plan: Plan, launch: Launch, job: string) {
    this.#plan = plan;
    this.#launch = launch;
    this.#job = job;
    this.#left = new Map(launch.runs.map((run) => [run.index, run]));
  }

  async #queue(): Promise<Map<number, string> | undefined> {
    try {
      const states = await queue(this.#job);
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
    const { state, reason } = readRunStatus(
      directory.run(run.directory),
      Date.now(),
      run.config.steps,
    );
    const slurmState = this.#states.get(run.index) ?? 'gone from the queue';
    const log = shownPath(join(directory.slurm, `${this.#job}_${run.index}.log`));
    const outcome: Outcome =
      state === 'completed'
        ? { run, state, reason: null }
        : {
            run,
            state: state === 'interrupted' ? 'interrupted' : 'failed',
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

/** Runs a sweep as one Slurm job array. */
class SlurmLauncher implements Launcher {
  readonly waits: boolean;
  readonly atOnce: number;
  readonly #plan: Plan;
  readonly #options: SlurmOptions;

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
  #write(runs: readonly PlannedRun[]): string {
    const { directory, manifest } = this.#plan;
    mkdirSync(directory.slurm, { recursive: true });
    const number = readSubmissions(directory).length + 1;
    const script = join(directory.slurm, `submit-${number}.sh`);
    const { line: lines, cpus = threadsOf(this.#plan), ...resources } = this.#options;
    const text = slurmScript({
      ...resources,
      lines,
      cpus,
      name: manifest.name,
      tasks: runs.map(({ index }) => index),
      logs: directory.slurm,
      node: process.execPath,
      executable: join(packageRoot, 'dist', 'bin.js'),
      manifest: directory.manifest,
    });
    writeFileSync(script, text);
    return script;
  }

  async launch(launch: Launch): Promise<readonly Outcome[]> {
    const { runs, observer } = launch;
    if (runs.length === 0) return [];
    const script = this.#write(runs);
    const job = await submit(script);
    const tasks = runs.map(({ index }) => index);
    const submitted = new Date().toISOString();
    addSubmission(this.#plan.directory, { job, script, tasks, submitted });
    observer.note(`Slurm job ${job}: ${runs.length} tasks, script ${shownPath(script)}`);
    if (!this.waits) return [];
    return new Waiting(this.#plan, launch, job).outcomes(this.#options.poll);
  }

  /** Slurm keeps what it has. */
  kill(): void {
    return undefined;
  }

  afterInterruption(): string {
    const job = readSubmissions(this.#plan.directory).at(-1)?.job ?? '';
    return `Slurm continues with the others. \`scancel ${job}\` stops them.`;
  }
}

export const implementation: LauncherImplementation<SlurmOptions> = {
  create: (plan, options) => new SlurmLauncher(plan, options),
  handedOver: async (directory) => {
    const queued = await queuedTasks(directory);
    if (queued.size === 0) return undefined;
    const jobs = [...new Set(queued.values())];
    return {
      tasks: new Set(queued.keys()),
      where: `in Slurm (job ${jobs.join(', ')})`,
      stop: `scancel ${jobs.join(' ')}`,
    };
  },
};
