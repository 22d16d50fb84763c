import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlurmError } from '../../core/errors.ts';
import { packageRoot } from '../../core/package.ts';
import { shownPath } from '../../core/text.ts';
import type { Launch, Launcher, Outcome } from '../launcher.ts';
import type { PlannedRun } from '../plan.ts';
import { readRunStatus } from '../run-status.ts';
import { isActive, queue, submit } from './commands.ts';
import { slurmScript } from './script.ts';
import type { SlurmResources } from './script.ts';
import { addSubmission, readSubmissions } from './submissions.ts';

/** How often squeue may fail in a row before waiting is given up: controllers restart. */
const MAX_FAILURES = 30;

/** Waits for the tasks of one job array. */
class Waiting {
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

  constructor(launch: Launch, job: string) {
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
    const { plan, observer } = this.#launch;
    const { state, reason } = readRunStatus(plan.directory.run(run.directory), Date.now());
    const slurmState = this.#states.get(run.index) ?? 'gone from the queue';
    const log = shownPath(join(plan.directory.slurm, `${this.#job}_${run.index}.log`));
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
export class SlurmLauncher implements Launcher {
  readonly #resources: SlurmResources;
  readonly #poll: number | null;

  /** @param options - `poll`: seconds between two looks at the queue; null does not wait. */
  constructor(options: { readonly resources: SlurmResources; readonly poll: number | null }) {
    this.#resources = options.resources;
    this.#poll = options.poll;
  }

  /** Writes the batch script; earlier ones stay. */
  #write({ plan, runs }: Launch): string {
    const { directory, manifest } = plan;
    mkdirSync(directory.slurm, { recursive: true });
    const number = readSubmissions(directory).length + 1;
    const script = join(directory.slurm, `submit-${number}.sh`);
    const text = slurmScript({
      ...this.#resources,
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
    const { plan, runs, observer } = launch;
    if (runs.length === 0) return [];
    const script = this.#write(launch);
    const job = await submit(script);
    const tasks = runs.map(({ index }) => index);
    const submitted = new Date().toISOString();
    addSubmission(plan.directory, { job, script, tasks, submitted });
    observer.note(`Slurm job ${job}: ${runs.length} tasks, script ${shownPath(script)}`);
    if (this.#poll === null) return [];
    return new Waiting(launch, job).outcomes(this.#poll);
  }
}
